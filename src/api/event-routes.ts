/** Konnect's event endpoints over an event store. */
import { z } from 'zod'
import type { Duplicates } from '#billing/missed-usage.ts'
import type { Catalog } from '#events/catalog.ts'
import type { CheckRules } from '#events/event-check.ts'
import type { EventFilter, EventPage, EventQuery, EventStore, StoredEvent } from '#events/event-store.ts'
import { type MeteringEvent, meteringEvent } from '#events/ingested-event.ts'
import { inspectEvent } from '#events/inspect-event.ts'
import type { EventListQuery, StudioEventListQuery, StudioFilterQuery } from './event-query.ts'
import { invalidParameters } from './invalid-parameters.ts'
import {
  eventBatchMediaType,
  eventMediaType,
  type IngestedEventPage,
  ingestEvents,
  ingestEventsV1,
  listEvents,
} from './konnect-contract.ts'
import { badRequest } from './problem.ts'
import { mediaType } from './read-body.ts'
import { type Route, route } from './serve.ts'

export interface EventParts {
  events: EventStore
  catalog: Catalog
  /** Milliseconds since the epoch. */
  now(): number
}

export function createEventRoutes(parts: EventParts & { duplicates?: Duplicates }): Route[] {
  async function ingest({ body, request }: { body: unknown; request: Request }): Promise<undefined> {
    const events = readEvents(body, mediaType(request.headers.get('content-type')))
    const now = parts.now()
    const at = new Date(now).toISOString()
    const { duplicates } = await parts.events.append(events.map(event => received(event, at)))
    parts.duplicates?.add(duplicates, events, now)
  }
  return [
    ...withSlash(route(ingestEvents, ingest)),
    ...withSlash(route(ingestEventsV1, ingest)),
    route(listEvents, async ({ query, request }) => {
      const page = await parts.events.list(eventQueryOf(query, parts.catalog))
      return pageReply(page, parts.catalog, { size: query.page.size, url: new URL(request.url) })
    }),
  ]
}

/** An ingest endpoint may be configured with a slash at its end. */
function withSlash(of: Route): Route[] {
  return [of, { ...of, endpoint: { ...of.endpoint, path: `${of.endpoint.path}/` } }]
}

/** OpenMeter gives an event without a time that of its arrival. */
function received(event: MeteringEvent, at: string): StoredEvent {
  const hasTime = event.time !== undefined && event.time !== null
  return { event: hasTime ? event : { ...event, time: at }, ingested_at: at, stored_at: at }
}

const batch = z.array(meteringEvent)

/** All or nothing: one bad event refuses the request, with the place of each fault. */
function readEvents(body: unknown, contentType: string): MeteringEvent[] {
  if (contentType === eventBatchMediaType && !Array.isArray(body)) throw wrongShape('an array of events')
  if (contentType === eventMediaType && Array.isArray(body)) {
    throw wrongShape(`one event; several go as ${eventBatchMediaType}`)
  }
  const parsed = Array.isArray(body) ? batch.safeParse(body) : meteringEvent.safeParse(body)
  if (!parsed.success) throw badRequest(invalidParameters(parsed.error, 'body'))
  return Array.isArray(parsed.data) ? parsed.data : [parsed.data]
}

function wrongShape(expected: string) {
  return badRequest([{ field: 'body', source: 'body', rule: 'type', reason: `must be ${expected}` }])
}

/** The query as the store takes it, of Konnect's list or the studio's. */
export function eventQueryOf(
  { page, filter, sort }: EventListQuery | StudioEventListQuery,
  catalog: Catalog,
): EventQuery {
  const query: EventQuery = { filter: eventFilterOf(filter, catalog), sort, size: page.size }
  if (page.after !== undefined) query.cursor = { after: page.after }
  if (page.before !== undefined) query.cursor = { before: page.before }
  return query
}

export function eventFilterOf(
  { customer_id, check, ...rest }: StudioFilterQuery,
  catalog: Catalog,
): EventFilter {
  // Operators that were not given are absent, never undefined: zod adds no keys.
  const filter = { ...rest } as EventFilter
  if (customer_id !== undefined) filter.subjects = subjectsOf(customer_id, catalog)
  if (check !== undefined) filter.check = { any: check, rules: checkRulesOf(catalog) }
  return filter
}

export function checkRulesOf(catalog: Catalog): CheckRules {
  return { meters: catalog.activeMeters(), customers: catalog.customerIds() }
}

type CustomerFilter = NonNullable<EventListQuery['filter']['customer_id']>

function subjectsOf(condition: CustomerFilter, catalog: Catalog): EventFilter['subjects'] & object {
  const subjects = (ids: readonly string[]) => ids.flatMap(id => catalog.subjectsOf(id))
  if (condition.neq !== undefined) return { notIn: subjects([condition.neq]) }
  return { in: subjects(condition.oeq ?? [condition.eq ?? '']) }
}

/** The page with what is found about its events now. */
export function pageReply(
  page: EventPage,
  catalog: Catalog,
  { size, url }: { size: number; url: URL },
): IngestedEventPage {
  const link = (name: 'after' | 'before', cursor: string | undefined) =>
    cursor === undefined ? null : linkTo(url, name, cursor)
  return {
    data: page.events.map(stored => inspectEvent(stored, catalog)),
    meta: { page: { next: link('after', page.next), previous: link('before', page.previous), size } },
  }
}

function linkTo(url: URL, name: 'after' | 'before', cursor: string): string {
  const params = new URLSearchParams(url.search)
  params.delete('page[after]')
  params.delete('page[before]')
  params.set(`page[${name}]`, cursor)
  return `${url.pathname}?${params}`
}
