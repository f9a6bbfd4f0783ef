/** The tabs over the list and the text filter. */
import type { Row } from './event-row.ts'

export const eventViews = ['all', 'emitted', 'errors', 'dropped', 'lost'] as const
export type EventView = (typeof eventViews)[number]

export const viewLabels: Record<EventView, string> = {
  all: 'All',
  emitted: 'Emitted',
  errors: 'Errors',
  dropped: 'Dropped',
  lost: 'Lost',
}

const belongs: Record<EventView, (row: Row) => boolean> = {
  all: () => true,
  emitted: row => row.kind === 'event',
  errors: row => row.kind === 'event' && (row.ingested?.validation_errors?.length ?? 0) > 0,
  dropped: row => row.kind === 'request' && row.outcome === 'dropped',
  lost: row => row.kind === 'event' && row.delivery === 'lost',
}

export function rowsOfView(rows: readonly Row[], view: EventView): readonly Row[] {
  return view === 'all' ? rows : rows.filter(belongs[view])
}

export function countViews(rows: readonly Row[]): Record<EventView, number> {
  const counts: Record<EventView, number> = { all: 0, emitted: 0, errors: 0, dropped: 0, lost: 0 }
  for (const row of rows) {
    for (const view of eventViews) if (belongs[view](row)) counts[view] += 1
  }
  return counts
}

/** Rows in which every word of the filter occurs: in subject, type, route, request or reason. Case does not count. */
export function filterRows(rows: readonly Row[], filter: string): readonly Row[] {
  const words = filter.toLowerCase().split(/\s+/).filter(Boolean)
  if (words.length === 0) return rows
  return rows.filter(row => {
    const text = searchable(row)
    return words.every(word => text.includes(word))
  })
}

function searchable(row: Row): string {
  const { exchange } = row
  const request = exchange && [
    exchange.route?.name,
    exchange.service?.name,
    exchange.consumer?.username,
    `${exchange.method} ${exchange.uri}`,
    exchange.status,
    exchange.reason,
  ]
  const event = row.kind === 'event' ? [row.subject, row.type, row.id] : [row.outcome]
  return [...event, ...(request ?? [])].join('\n').toLowerCase()
}
