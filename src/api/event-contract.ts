/**
 * The studio's own endpoints over ingested events, beside Konnect's list: the list with a filter by finding, counts by
 * facet, counts over time, and what retention removed.
 */
import { z } from 'zod'
import { facetFields } from '#events/event-counts.ts'
import { get } from './endpoint.ts'
import { studioEventListQuery, studioFilterQuery } from './event-query.ts'
import { ingestedEventPage } from './konnect-contract.ts'

/** Konnect's event list with `filter[check]` beside its filters; `next` and `previous` are of this path. */
export const listStudioEvents = get('/api/events', ingestedEventPage, studioEventListQuery)

const eventFacets = z.strictObject({
  /** Events that meet the whole filter. */
  total: z.int(),
  /** Type, subject, source, customer_id, check. */
  facets: z.array(
    z.strictObject({
      field: z.enum(facetFields),
      /** Different values there are; `values` has the most frequent of them. */
      distinct: z.int(),
      /**
       * Most frequent first. The counts meet the filter without its condition on this very field, so that another value
       * can be chosen beside or instead of the chosen one. A `customer_id` of "" stands for events of no customer.
       */
      values: z.array(z.strictObject({ value: z.string(), count: z.int() })),
    }),
  ),
})
export type EventFacets = z.infer<typeof eventFacets>
export const getEventFacets = get(
  '/api/events/facets',
  eventFacets,
  z.strictObject({
    filter: studioFilterQuery.default({}),
    /** Values per facet. */
    limit: z.coerce.number<number>().int().min(1).max(1000).default(20),
  }),
)

const eventHistogram = z.strictObject({
  /** Of each bucket, in milliseconds; 0 when no event meets the filter. Buckets begin at its multiples in UTC. */
  step_ms: z.int(),
  /** By the events' time, oldest first, without gaps: an empty bucket counts 0. */
  buckets: z.array(
    z.strictObject({
      /** RFC 3339, UTC. */
      from: z.string(),
      to: z.string(),
      count: z.int(),
      /** How many of `count` have a finding other than `valid`. */
      errors: z.int(),
    }),
  ),
})
export type EventHistogram = z.infer<typeof eventHistogram>
/** The step is the finest of 1, 5, 15, 30 s, 1, 5, 15, 30 min, 1, 3, 6, 12 h, 1, 7, 30, 365 d, … that needs no more buckets. */
export const getEventHistogram = get(
  '/api/events/histogram',
  eventHistogram,
  z.strictObject({
    filter: studioFilterQuery.default({}),
    buckets: z.coerce.number<number>().int().min(2).max(500).default(60),
  }),
)

const time = z.iso.datetime({ offset: true })

const eventRetention = z.strictObject({
  /** null: no such limit. Age is that of the event's arrival. */
  limits: z.strictObject({
    max_events: z.int().nullable(),
    max_age_days: z.number().nullable(),
    max_bytes: z.int().nullable(),
  }),
  /** What is kept now; `bytes` null where the store does not know. */
  stored: z.strictObject({ events: z.int(), bytes: z.int().nullable() }),
  /** All that was ever removed, with the times of the oldest and newest of those events. */
  removed: z.strictObject({ events: z.int(), from: time.nullable(), to: time.nullable() }),
  /** The latest removals, newest first. */
  removals: z.array(
    z.strictObject({
      at: time,
      reason: z.enum(['max_events', 'max_age', 'max_bytes']),
      events: z.int(),
      from: time,
      to: time,
    }),
  ),
})
export type EventRetention = z.infer<typeof eventRetention>
export const getEventRetention = get('/api/events/retention', eventRetention)
