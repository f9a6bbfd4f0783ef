/** Links to the Events page, in the syntax of its filter. */
import { pathSegments } from '#events/json-path.ts'

export interface EventsChoice {
  view?: 'dropped' | 'lost' | undefined
  subjects?: readonly string[] | undefined
  type?: string | undefined
  /** The word of the Check column. */
  check?: 'No customer' | 'No meter' | 'Invalid event' | undefined
  /** Conditions on events' data, as `dataTerm` makes them. */
  data?: readonly string[] | undefined
  /** Whatever was stored; what was given up is on no bill. */
  outcome?: 'emitted' | undefined
  /** Why a request was dropped. */
  reason?: string | undefined
  /** RFC 3339, from inclusive, to exclusive. */
  from?: string | undefined
  to?: string | undefined
  /** The period that is billed, of which `from` and `to` may be a part: an event's cost follows from it. RFC 3339. */
  bill?: { from: string; to: string } | undefined
}

export function eventsFilter(choice: EventsChoice): string {
  return [
    ...term('subject', choice.subjects),
    ...term('type', choice.type),
    ...(choice.data ?? []),
    ...term('check', choice.check),
    ...term('reason', choice.reason),
    ...term('outcome', choice.outcome),
    ...(choice.from === undefined ? [] : [`time:>=${choice.from}`]),
    ...(choice.to === undefined ? [] : [`time:<${choice.to}`]),
  ].join(' ')
}

function term(key: string, value: string | readonly string[] | undefined): string[] {
  const values = value === undefined ? [] : [value].flat()
  return values.length === 0 ? [] : [`${key}:${values.map(quoted).join(',')}`]
}

/**
 * The term for a dimension that has one of these values; undefined where the filter of Events has no words for it: a path
 * with a quote in it, the whole of the data, an absent value, or one with `*`, which is any text there.
 */
export function dataTerm(path: string, values: readonly string[]): string | undefined {
  const segments = pathSegments(path)
  if (segments === undefined || segments.length === 0 || segments.some(name => name.includes("'")))
    return undefined
  if (values.some(value => value === '' || value.includes('*'))) return undefined
  return term(`data${segments.map(dataSegment).join('')}`, values)[0]
}

function dataSegment(name: string): string {
  if (/^\d+$/.test(name)) return `[${name}]`
  return /^[^\s:.,"'[\]]+$/.test(name) ? `.${name}` : `['${name}']`
}

function quoted(value: string): string {
  return /^[\w.@/-]+$/.test(value) ? value : `"${value.replace(/["\\]/g, '\\$&')}"`
}

export function eventsLink(choice: EventsChoice): string {
  const params = new URLSearchParams()
  const q = eventsFilter(choice)
  if (choice.view !== undefined) params.set('view', choice.view)
  if (q !== '') params.set('q', q)
  if (choice.bill !== undefined) params.set('bill', `${choice.bill.from}/${choice.bill.to}`)
  return `/events?${params}`
}
