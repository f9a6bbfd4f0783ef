/**
 * The rows that are here beside history, which has all stored events before a time. The gateway's requests reach further
 * back than that.
 */
import type { Row } from './event-row.ts'
import { countViews } from './event-view.ts'

/** The rows that stand before history in the list: stored events, and of those that are not stored the ones since then. */
export function rowsBeforeHistory(rows: readonly Row[], from: number): readonly Row[] {
  if (from === Number.NEGATIVE_INFINITY) return rows
  return rows.filter(row => row.time >= from || isStored(row))
}

/** Whether history cannot have the row. Of an old event that was delivered it is the store that knows. */
export function isHereAlone(row: Row, from: number): boolean {
  return row.kind === 'request' || row.ingested !== undefined || isUnstored(row, from)
}

/** What the gateway knows of events that history has, by their keys. */
export function requestsOfHistory(rows: readonly Row[], from: number): ReadonlyMap<string, Row> {
  const known = new Map<string, Row>()
  for (const row of rows) if (!isHereAlone(row, from)) known.set(row.key, row)
  return known
}

/** Whether the row is an event that the store has not. */
export function isUnstored(row: Row, from: number): boolean {
  if (row.kind === 'request' || row.ingested !== undefined) return false
  return row.time >= from || row.delivery === 'lost' || isOnItsWay(row) || isElsewhere(row)
}

/** What history has not and what is too old to stand before it: the list leaves it out, and says how much that is. */
export function rowsBesideHistory(rows: readonly Row[], from: number): readonly Row[] {
  return rows.filter(row => row.time < from && !isStored(row) && isHereAlone(row, from))
}

/** What became of the rows beside history. */
export function countBeside(before: readonly Row[]) {
  const { all, emitted, dropped, lost } = countViews(before)
  const onTheirWay = before.filter(isOnItsWay).length
  const elsewhere = before.filter(isElsewhere).length
  return { dropped, lost, notMetered: all - emitted - dropped, onTheirWay, elsewhere }
}

function isStored(row: Row): boolean {
  return row.kind === 'event' && row.ingested !== undefined
}

function isOnItsWay(row: Row): boolean {
  return row.kind === 'event' && (row.delivery === 'waiting' || row.delivery === 'retrying')
}

/** Delivered to another store than this one. */
function isElsewhere(row: Row): boolean {
  return (
    row.kind === 'event' && row.delivery === 'delivered' && row.inFlight?.attempts.at(-1)?.elsewhere === true
  )
}
