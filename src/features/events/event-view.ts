/** The tabs over the list. */
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

/** Whether stored events belong to the tab; what was dropped or lost was never stored. */
export function showsStored(view: EventView): boolean {
  return view !== 'dropped' && view !== 'lost'
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
