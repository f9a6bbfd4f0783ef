/** OpenMeter's APIs v1 and v2: the list of events (openmeter/meterevent). */
import type { Catalog } from '#events/catalog.ts'
import type { EventFilter, StoredEvent } from '#events/event-store.ts'
import { inspectEvent } from '#events/inspect-event.ts'
import type { EventParts } from '../event-routes.ts'
import { badRequest } from '../problem.ts'
import { type Route, route } from '../serve.ts'
import {
  type EventListV1Query,
  type EventListV2Query,
  type IngestedEventV1,
  listEventsV1,
  listEventsV2,
} from './event-contract.ts'
import { withoutUndefined } from './without-undefined.ts'

/** How far back the list of v1 goes when it is not told (meterevent.MaximumFromDuration). */
const defaultPeriod = 32 * 24 * 60 * 60 * 1000

const newestFirst = { field: 'time', direction: 'desc' } as const

export function createEventV1Routes({ events, catalog, now }: EventParts): Route[] {
  return [
    route(listEventsV1, async ({ query }) => {
      const filter = filterV1Of(query, catalog, now())
      const page = await events.list({ filter, sort: newestFirst, size: query.limit })
      return page.events.map(stored => eventOf(stored, catalog))
    }),
    route(listEventsV2, async ({ query }) => {
      const page = await events.list({
        filter: filterV2Of(query.filter, catalog),
        sort: newestFirst,
        size: query.limit,
        ...(query.cursor !== undefined && { cursor: { after: query.cursor } }),
      })
      const items = page.events.map(stored => eventOf(stored, catalog))
      return withoutUndefined({ items, nextCursor: page.next })
    }),
  ]
}

function filterV1Of(query: EventListV1Query, catalog: Catalog, now: number): EventFilter {
  const from = query.from ?? new Date(now - defaultPeriod).toISOString()
  refuseReversed('to', from, query.to)
  refuseReversed('ingestedAtTo', query.ingestedAtFrom, query.ingestedAtTo)
  const { ingestedAtFrom, ingestedAtTo } = query
  return withoutUndefined({
    id: query.id === undefined ? undefined : { contains: query.id },
    subject: query.subject === undefined ? undefined : { contains: query.subject },
    time: withoutUndefined({ gte: from, lte: query.to }),
    ingested_at: withoutUndefined({ gte: ingestedAtFrom, lte: ingestedAtTo }),
    subjects: subjectsOf(query.customerId, catalog, 'customerId'),
  })
}

function refuseReversed(field: string, from: string | undefined, to: string | undefined): void {
  if (from === undefined || to === undefined || Date.parse(from) <= Date.parse(to)) return
  throw badRequest([{ field, source: 'query', rule: 'invalid', reason: `is before ${from}` }])
}

function filterV2Of(given: EventListV2Query['filter'] = {}, catalog: Catalog): EventFilter {
  const { id, source, subject, type, time, ingestedAt, customerId } = given
  return withoutUndefined({
    id,
    source,
    subject,
    type,
    time,
    ingested_at: ingestedAt,
    subjects: subjectsOf(customerId, catalog, 'filter[customerId]'),
  })
}

function subjectsOf(
  ids: readonly string[] | undefined,
  catalog: Catalog,
  field: string,
): EventFilter['subjects'] {
  if (ids === undefined || ids.length === 0) return undefined
  const unknown = ids.filter(id => catalog.customer(id) === undefined)
  if (unknown.length > 0) {
    const reason = `customers not found: ${unknown.join(', ')}`
    throw badRequest([{ field, source: 'query', rule: 'invalid', reason }])
  }
  return { in: ids.flatMap(id => catalog.subjectsOf(id)) }
}

function eventOf(stored: StoredEvent, catalog: Catalog): IngestedEventV1 {
  const { event, customer, validation_errors = [] } = inspectEvent(stored, catalog)
  const messages = validation_errors.map(({ message }) => message)
  return withoutUndefined({
    event,
    customerId: customer?.id,
    validationError: messages.length > 0 ? messages.join('\n') : undefined,
    ingestedAt: stored.ingested_at,
    storedAt: stored.stored_at,
  })
}
