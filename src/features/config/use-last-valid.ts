import { useState } from 'react'

export interface LastValid<Value> {
  value: Value
  /** When it was last current, in milliseconds; undefined while it is. */
  staleSince: number | undefined
}

/** The value, or while there is none the last one that there was and since when. */
export function useLastValid<Value>(value: Value | undefined): LastValid<Value> | undefined {
  const [last, setLast] = useState<LastValid<Value>>()
  if (value !== undefined && (last?.value !== value || last.staleSince !== undefined)) {
    const current = { value, staleSince: undefined }
    setLast(current)
    return current
  }
  if (value === undefined && last !== undefined && last.staleSince === undefined) {
    const stale = { value: last.value, staleSince: Date.now() }
    setLast(stale)
    return stale
  }
  return last
}
