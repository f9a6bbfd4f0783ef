/** The studio's own endpoints over ingested events. */
import type { RetentionReport } from '#events/event-retention.ts'
import {
  type EventRetention,
  getEventFacets,
  getEventHistogram,
  getEventRetention,
  listStudioEvents,
} from './event-contract.ts'
import { checkRulesOf, type EventParts, eventFilterOf, eventQueryOf, pageReply } from './event-routes.ts'
import { type Route, route } from './serve.ts'

export function createEventCountRoutes({ events, catalog }: EventParts): Route[] {
  return [
    route(listStudioEvents, async ({ query, request }) => {
      const page = await events.list(eventQueryOf(query, catalog))
      return pageReply(page, catalog, { size: query.page.size, url: new URL(request.url) })
    }),
    route(getEventFacets, ({ query: { filter, limit } }) =>
      events.facets({ filter: eventFilterOf(filter, catalog), rules: checkRulesOf(catalog), limit }),
    ),
    route(getEventHistogram, async ({ query: { filter, buckets } }) => {
      const rules = checkRulesOf(catalog)
      const histogram = await events.histogram({ filter: eventFilterOf(filter, catalog), rules, buckets })
      return {
        step_ms: histogram.step,
        buckets: histogram.buckets.map(({ from, to, ...counts }) => ({
          from: new Date(from).toISOString(),
          to: new Date(to).toISOString(),
          ...counts,
        })),
      }
    }),
    route(getEventRetention, async () => retentionReply(await events.retention())),
  ]
}

function retentionReply({ limits, stored, removed, removals }: RetentionReport): EventRetention {
  const iso = (milliseconds: number) => new Date(milliseconds).toISOString()
  return {
    limits: {
      max_events: limits.maxEvents,
      max_age_days: limits.maxAgeDays,
      max_bytes: limits.maxBytes,
    },
    stored,
    removed: {
      events: removed.events,
      from: removed.from === null ? null : iso(removed.from),
      to: removed.to === null ? null : iso(removed.to),
    },
    removals: removals.map(({ at, from, to, ...rest }) => ({
      at: iso(at),
      from: iso(from),
      to: iso(to),
      ...rest,
    })),
  }
}
