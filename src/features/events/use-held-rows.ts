import { useState } from 'react'
import type { Row } from './event-row.ts'

/** Rows as the reader sees them: while held, newer rows wait outside, and those shown keep their place. */
export interface HeldRows {
  shown: readonly Row[]
  waiting: readonly Row[]
}

export function useHeldRows(live: readonly Row[], held: boolean): HeldRows {
  const [known, setKnown] = useState<ReadonlySet<string>>()
  if (!held && known !== undefined) setKnown(undefined)
  if (held && known === undefined) setKnown(new Set(live.map(row => row.key)))
  if (!held || known === undefined) return { shown: live, waiting: [] }
  // What is older than the newest row shown, such as a page that the reader scrolled to, comes in below.
  const newest = live.find(row => known.has(row.key))?.time ?? Number.POSITIVE_INFINITY
  const isShown = (row: Row) => known.has(row.key) || row.time < newest
  return { shown: live.filter(isShown), waiting: live.filter(row => !isShown(row)) }
}
