import type { Tab } from '#ui/tabs.tsx'
import type { Row } from './event-row.ts'

export const detailTabs = ['overview', 'trace', 'cloudevent', 'delivery', 'meters'] as const
export type DetailTab = (typeof detailTabs)[number]

const labels: Record<DetailTab, string> = {
  overview: 'Overview',
  trace: 'Trace',
  cloudevent: 'CloudEvent',
  delivery: 'Delivery',
  meters: 'Meters',
}

/** A request that made no event has no CloudEvent, no delivery and no meters. */
export function detailTabsOf(row: Row): Tab<DetailTab>[] {
  const values = row.kind === 'event' ? detailTabs : detailTabs.slice(0, 2)
  return values.map(value => ({ value, label: labels[value] }))
}
