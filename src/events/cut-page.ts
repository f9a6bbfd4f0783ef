/** Rows that a store read for a page, made into the page with its neighbours' cursors. */
import { type CursorPosition, readCursor, writeCursor } from './cursor.ts'
import type { EventPage, EventQuery, StoredEvent } from './event-store.ts'

export interface PlacedEvent {
  stored: StoredEvent
  value: number
  seq: number
}

/** The cursor of a query and whether rows are read against the asked order. The API has checked the cursor's text. */
export function startOf(query: EventQuery): { position?: CursorPosition; backwards: boolean } {
  if (query.cursor === undefined) return { backwards: false }
  const backwards = 'before' in query.cursor
  const text = 'before' in query.cursor ? query.cursor.before : query.cursor.after
  const position = readCursor(text)
  if (position?.field !== query.sort.field)
    throw new Error(`cursor ${text} is not of a list by ${query.sort.field}`)
  return { position, backwards }
}

/** `rows` in the order they were read, one more than the page's size if there are more. */
export function cutPage(query: EventQuery, rows: readonly PlacedEvent[]): EventPage {
  const { backwards } = startOf(query)
  const hasMore = rows.length > query.size
  const kept = rows.slice(0, query.size)
  if (backwards) kept.reverse()
  const page: EventPage = { events: kept.map(row => row.stored) }
  const [first, last] = [kept.at(0), kept.at(-1)]
  if (first === undefined || last === undefined) return page
  const cursorOf = ({ value, seq }: PlacedEvent) => writeCursor({ field: query.sort.field, value, seq })
  if (backwards || hasMore) page.next = cursorOf(last)
  if (backwards ? hasMore : query.cursor !== undefined) page.previous = cursorOf(first)
  return page
}
