/**
 * A live run: planned requests that the studio sends to its own gateway at their times, or so many times quicker. The
 * server runs it, whether the page is open or not. One at a time: there is one gateway.
 */

import { z } from 'zod'
import { scenario } from '#rehearsal/scenario.ts'
import { trafficOptions, trafficSources } from '#traffic/traffic-options.ts'
import { get, post, put } from './endpoint.ts'

/** What is sent: a scenario, or the text of a record of traffic at its recorded times. */
const liveTraffic = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('scenario'), scenario }),
  z.strictObject({
    kind: z.literal('record'),
    /** Of its file. */
    name: z.string(),
    source: z.enum(trafficSources),
    text: z.string(),
    options: trafficOptions.default({}),
  }),
])
export type LiveTraffic = z.output<typeof liveTraffic>

/** Where a person said yes to: exactly what `getGateway` says of forwarding and real delivery. */
const destinations = z.strictObject({
  /** `upstream_url` of Services whose requests are forwarded. */
  upstreams: z.array(z.string()),
  /** Ingest endpoints of real delivery. */
  endpoints: z.array(z.string()),
})
export type Destinations = z.infer<typeof destinations>

const liveRunToStart = z.strictObject({
  /** The one that the gateway must run. */
  workspace_id: z.string(),
  traffic: liveTraffic,
  /** 1 is real time, 60 sends the requests of an hour in a minute. */
  speed: z.number().min(0.01).max(10_000),
  confirmed: destinations.default({ upstreams: [], endpoints: [] }),
})
export type LiveRunToStart = z.output<typeof liveRunToStart>

const milliseconds = z.number()

export const liveRun = z.object({
  id: z.string(),
  name: z.string(),
  workspace_id: z.string(),
  speed: z.number(),
  /** `failed`: the plan could not be followed to its end, `why` says why. */
  state: z.enum(['running', 'paused', 'finished', 'cancelled', 'failed']),
  /** Why it paused by itself or failed. */
  why: z.string().optional(),
  /** RFC 3339. */
  started_at: z.string(),
  ended_at: z.string().optional(),
  /** Requests of the plan; with arrivals at random, as many as are to be expected. */
  planned: z.int(),
  /** Of the plan at this speed. */
  duration_ms: milliseconds,
  /** Since the start, without pauses. */
  elapsed_ms: milliseconds,
  sent: z.int(),
  /** Sent and not answered yet. */
  waiting: z.int(),
  /** Without an answer; `last_error` says why the last one had none. */
  failed: z.int(),
  last_error: z.string().optional(),
  statuses: z.array(z.object({ status: z.int(), requests: z.int() })),
  /** Requests sent per second, over the last seconds. */
  rate: z.number(),
  /** How late the last request was sent, and the latest of all. */
  behind_ms: milliseconds,
  most_behind_ms: milliseconds,
  /** Records that are no requests: the first of them, and how many there are. */
  problems: z.object({ first: z.array(z.string()), count: z.int() }),
})
export type LiveRun = z.infer<typeof liveRun>

/** What no live run exceeds, whatever its plan: then it falls behind, and says so. */
const liveRunLimits = z.object({
  /** Requests per second. */
  rate: z.int(),
  /** Requests that wait for their answer at once. */
  waiting: z.int(),
})

/** The run under way or the last one, as long as the studio runs; null before the first. */
export const getLiveRun = get(
  '/api/gateway/run',
  z.object({ run: liveRun.nullable(), limits: liveRunLimits }),
)

/**
 * Starts a run. 409, and nothing is sent, while another one is under way, when the gateway runs another workspace, or
 * when requests or events would go where `confirmed` says nothing of.
 */
export const startLiveRun = post('/api/gateway/run', liveRunToStart, liveRun)

/** Pauses it, goes on, or ends it. Requests under way are answered all the same. Going on may need a further yes. */
export const changeLiveRun = put(
  '/api/gateway/runs/{id}',
  z.strictObject({
    state: z.enum(['running', 'paused', 'cancelled']),
    confirmed: destinations.optional(),
  }),
  liveRun,
)
