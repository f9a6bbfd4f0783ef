/**
 * A scenario: which requests come when, as whom, what the upstream answers, and how the ingest endpoint behaves. Written by
 * hand, as JSON or YAML. Times are seconds from the scenario's start, sizes are bytes. The same scenario with the same seed
 * gives the same run.
 */
import { z } from 'zod'
import { gatewayReleases } from '#plugin/release.ts'

const seconds = z.number().min(0)
const share = z.number().min(0).max(1)
const weight = z.number().positive().default(1).describe('How often, against the others of its list.')
const status = z.int().min(100).max(599)

/** A number, or a range that each request draws from evenly. */
const amount = z
  .union([z.number().min(0), z.strictObject({ min: z.number().min(0), max: z.number().min(0) })], {
    error: 'expected a number from 0, or {"min": 1, "max": 5}',
  })
  .transform(value => (typeof value === 'number' ? { min: value, max: value } : value))
  .refine(({ min, max }) => min <= max, { error: 'expected min to be at most max' })
export type Amount = z.output<typeof amount>

const weightedText = z
  .union([z.string(), z.strictObject({ value: z.string(), weight })], {
    error: 'expected a text, or {"value": "a", "weight": 2}',
  })
  .transform(option => (typeof option === 'string' ? { value: option, weight: 1 } : option))

/** What a header or query argument is: one text, one of several, and for some requests not there at all. */
const text = z
  .union(
    [
      z.string(),
      z.array(weightedText).min(1),
      z.strictObject({ one_of: z.array(weightedText).min(1), missing: share.default(0) }),
    ],
    { error: 'expected a text, a list of texts, or {"one_of": ["a", "b"], "missing": 0.1}' },
  )
  .transform(value => {
    if (typeof value === 'string') return { one_of: [{ value, weight: 1 }], missing: 0 }
    return Array.isArray(value) ? { one_of: value, missing: 0 } : value
  })
const texts = z.record(z.string().min(1), text).default({})
export type Texts = z.output<typeof texts>

const caller = z.strictObject({
  weight,
  consumer: z
    .string()
    .min(1)
    .optional()
    .describe(
      'Username, custom_id or id of a Consumer: its credential is sent. Absent: nobody in particular.',
    ),
  application: z
    .string()
    .min(1)
    .optional()
    .describe('Name or id of a Dev Portal application: its key is sent.'),
  headers: texts,
  query: texts,
  client_ip: z.string().min(1).default('127.0.0.1'),
})
export type Caller = z.output<typeof caller>

const route = z.strictObject({
  weight,
  method: z
    .string()
    .regex(/^[A-Z]+$/, { error: 'expected a method in capital letters, such as GET' })
    .default('GET'),
  path: z.string().startsWith('/', { error: 'expected a path that starts with /' }),
  headers: texts,
  query: texts,
})

const failures = ['refused', 'reset', 'timeout'] as const

const answer = z.strictObject({
  weight,
  status: status.default(200),
  latency: amount.prefault(0.05).describe('Seconds until the client has the whole answer.'),
  bytes: amount.prefault(512).describe('Status line, headers and body.'),
  failure: z
    .enum(failures)
    .optional()
    .describe('The upstream cannot be reached or does not answer: Kong answers 502, after a timeout 504.'),
})
export type Answer = z.output<typeof answer>

const ai = z
  .strictObject({
    models: z
      .array(z.strictObject({ weight, model: z.string().min(1) }))
      .default([])
      .describe('Models that requests ask for; none leaves it to the AI plugin.'),
    prompt_tokens: amount.prefault(20),
    completion_tokens: amount.prefault(80),
    streaming: share.default(0).describe('Of the requests, those that ask for a stream.'),
    stated: share
      .default(1)
      .describe(
        'Of the answers, those that state their token counts; the others are estimated as Kong does.',
      ),
    cached: share.default(0).describe('Of the answers, those that come from a cache.'),
  })
  .optional()
  .describe(
    'Requests to an AI plugin: the body is a prompt of so many words. The route needs the method POST.',
  )
export type Ai = NonNullable<z.output<typeof ai>>

const stage = z.strictObject({
  name: z.string().default(''),
  for: seconds.positive().describe('How long the stage lasts, in seconds.'),
  rate: z
    .union([z.number().min(0), z.strictObject({ from: z.number().min(0), to: z.number().min(0) })], {
      error: 'expected requests per second, or {"from": 0, "to": 100}',
    })
    .transform(value => (typeof value === 'number' ? { from: value, to: value } : value))
    .describe('Requests per second, or a ramp.'),
  arrivals: z
    .enum(['even', 'random'])
    .default('even')
    .describe('At even distances, or at random as independent callers come.'),
  callers: z.array(caller).min(1).prefault([{}]),
  routes: z.array(route).min(1),
  headers: texts.describe('Sent with every request of the stage.'),
  query: texts,
  body_bytes: amount.prefault(0),
  ai,
  answers: z.array(answer).min(1).prefault([{}]),
})
export type Stage = z.output<typeof stage>

const request = z.strictObject({
  at: seconds.default(0).describe('Seconds from the start.'),
  repeat: z.int().min(1).max(100_000).default(1),
  every: seconds.default(1).describe('Seconds between repetitions.'),
  ...caller.omit({ weight: true }).shape,
  method: route.shape.method,
  path: route.shape.path,
  host: z.string().min(1).optional().describe('Absent: the scenario’s.'),
  scheme: z.enum(['http', 'https']).optional().describe('Absent: the scenario’s.'),
  body: z.string().optional().describe('Sent as it is; absent: as many bytes as `body_bytes` says.'),
  body_bytes: amount.prefault(0),
  ai,
  answer: answer.omit({ weight: true }).prefault({}),
})
export type ScenarioRequest = z.output<typeof request>

const faults = ['status', 'timeout', 'reset', 'slow', 'tls', 'answer_lost'] as const

const fault = z
  .strictObject({
    from: seconds.describe('Inclusive.'),
    to: seconds.describe('Exclusive.'),
    fault: z
      .enum(faults)
      .describe(
        'status: answers with `status`. timeout: never answers. reset: resets the connection. slow: answers 202 after `latency`. tls: shows a self-signed certificate. answer_lost: stores the events, then resets the connection.',
      ),
    status: status.default(503),
    latency: seconds.default(30).describe('Of a slow answer, in seconds.'),
  })
  .refine(({ from, to }) => from < to, { error: 'expected from to be before to' })
export type SinkFault = z.output<typeof fault>

const sink = z
  .strictObject({
    latency: seconds.default(0.05).describe('Round trip of a batch, in seconds.'),
    late_after: seconds
      .default(60)
      .describe('An event that is stored later than this after its request counts as late.'),
    faults: z.array(fault).default([]),
  })
  .prefault({})
export type SinkBehaviour = z.output<typeof sink>

export const scenario = z
  .strictObject({
    name: z.string().default(''),
    about: z.string().default(''),
    seed: z.int().default(1).describe('Same seed, same numbers.'),
    gateway: z.enum(gatewayReleases).optional().describe('The release to rehearse; absent: as asked for.'),
    start: z.iso
      .datetime({ offset: true, error: 'expected a time such as 2026-01-01T00:00:00Z' })
      .default('2026-01-01T00:00:00Z'),
    workers: z
      .int()
      .min(1)
      .max(256)
      .default(1)
      .describe('Worker processes of the gateway: each has its own queues, and requests go round them.'),
    scheme: z.enum(['http', 'https']).default('http'),
    host: z.string().min(1).default('localhost:8000'),
    requests: z.array(request).default([]),
    stages: z.array(stage).default([]),
    sink,
  })
  .refine(({ requests, stages }) => requests.length + stages.length > 0, {
    error: 'expected requests, or stages that make them',
  })
export type Scenario = z.output<typeof scenario>
