/** Keyset cursors: the place of one event in a sorted list, opaque to clients. */
import type { EventSortField } from './event-store.ts'

/** `value` is the sort field in milliseconds since the epoch, `seq` the event's number in order of arrival. */
export interface CursorPosition {
  field: EventSortField
  value: number
  seq: number
}

const letters: Record<EventSortField, string> = { time: 't', ingested_at: 'i', stored_at: 's' }
const pattern = /^([tis])(-?\d{1,16})\.(\d{1,16})$/

/** `t1767225600000.42`, as base64url. */
export function writeCursor({ field, value, seq }: CursorPosition): string {
  return btoa(`${letters[field]}${value}.${seq}`)
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replaceAll('=', '')
}

/** Undefined when the text is not a cursor. */
export function readCursor(cursor: string): CursorPosition | undefined {
  if (!/^[\w-]{1,64}$/.test(cursor)) return undefined
  const match = pattern.exec(decode(cursor))
  if (match === null) return undefined
  const field = (Object.keys(letters) as EventSortField[]).find(name => letters[name] === match[1])
  return field === undefined ? undefined : { field, value: Number(match[2]), seq: Number(match[3]) }
}

function decode(cursor: string): string {
  try {
    return atob(cursor.replaceAll('-', '+').replaceAll('_', '/'))
  } catch {
    return ''
  }
}
