/** Links to the Events page, in the syntax of its filter. */

export interface EventsChoice {
  view?: 'dropped' | 'lost' | undefined
  subjects?: readonly string[] | undefined
  type?: string | undefined
  /** The word of the Check column. */
  check?: 'No customer' | 'No meter' | 'Invalid event' | undefined
  /** Why a request was dropped. */
  reason?: string | undefined
  /** RFC 3339, from inclusive, to exclusive. */
  from?: string | undefined
  to?: string | undefined
}

export function eventsFilter(choice: EventsChoice): string {
  return [
    ...term('subject', choice.subjects),
    ...term('type', choice.type),
    ...term('check', choice.check),
    ...term('reason', choice.reason),
    ...(choice.from === undefined ? [] : [`time:>=${choice.from}`]),
    ...(choice.to === undefined ? [] : [`time:<${choice.to}`]),
  ].join(' ')
}

function term(key: string, value: string | readonly string[] | undefined): string[] {
  const values = value === undefined ? [] : [value].flat()
  return values.length === 0 ? [] : [`${key}:${values.map(quoted).join(',')}`]
}

function quoted(value: string): string {
  return /^[\w.@/-]+$/.test(value) ? value : `"${value.replace(/["\\]/g, '\\$&')}"`
}

export function eventsLink(choice: EventsChoice): string {
  const params = new URLSearchParams()
  const q = eventsFilter(choice)
  if (choice.view !== undefined) params.set('view', choice.view)
  if (q !== '') params.set('q', q)
  return `/events?${params}`
}
