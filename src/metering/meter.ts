/** The metering engine: one finished exchange in, its usage events or the reason for none out. */
import type { MeteringConfig } from '#plugin/config.ts'
import { compileAllowedStatus } from './allowed-status.ts'
import { type AttributeReading, readAttributes } from './attributes.ts'
import { llmRequestFields } from './event-data.ts'
import { createEventWriters, type EventWriters, type WriterOptions } from './event-json.ts'
import type { AiUsage, Exchange } from './exchange.ts'
import {
  compileSubject,
  type MissingSubject,
  type ResolvedSubject,
  type SubjectDropReason,
  type SubjectFormat,
  type SubjectReading,
  subjectDropMessages,
} from './subject.ts'
import type { UsageEventType } from './usage-event.ts'

export interface MeterOptions {
  /** The events' `source`: `kong-gateway` unless set otherwise (decision 6). */
  source: string
  subjectFormat: SubjectFormat
  /** The id of the control plane, where there is one: `control_plane_id` of every event. */
  controlPlaneId?: string
  /** A new event id, unique under `source`: a UUID, or other text that JSON need not escape. */
  newId: () => string
  /** Milliseconds since the epoch as RFC 3339 in UTC. */
  formatTime: (milliseconds: number) => string
  /** Writes the JSON of events, by default as they are sent. Who only counts them need not pay for it. */
  createWriters?: (options: WriterOptions) => EventWriters
}

/** One usage event, as it is sent. */
export interface EmittedEvent {
  id: string
  type: UsageEventType
  subject: string
  /** The CloudEvent as JSON text. */
  json: string
}

/** Why an exchange that should have made events made none. */
export type DropReason = SubjectDropReason

/** Why an exchange is not metered at all. */
export const notMeteredMessages = {
  status_not_allowed: 'the status of the answer is in none of the ranges of allow_status_codes',
  both_meters_off: 'both meters are off: set meter_api_requests or meter_ai_token_usage',
  no_ai_usage:
    'only AI token usage is metered, and the request has none: did an AI plugin run, and is its logging.log_statistics on?',
} as const

export type NotMeteredReason = keyof typeof notMeteredMessages

/** What the engine decided about one exchange, with all that it read on the way. `status` is the answer's. */
export type MeterOutcome =
  | {
      kind: 'emitted'
      status: number
      subject: ResolvedSubject
      attributes: AttributeReading[]
      events: EmittedEvent[]
      /** Whether the token counts were read or estimated; absent when the request has no AI usage. */
      tokens?: 'counted' | 'estimated'
    }
  | { kind: 'dropped'; status: number; reason: DropReason; message: string; subject: MissingSubject }
  | { kind: 'not_metered'; status: number; reason: NotMeteredReason; message: string }

/** An exchange → its outcome. */
export type Meter = (exchange: Exchange) => MeterOutcome

type ReadSubject = (exchange: Exchange) => SubjectReading

/** The meter of one plugin configuration. Compile it once: it is called for every request. */
export function createMeter(config: MeteringConfig, options: MeterOptions): Meter {
  const isAllowedStatus = compileAllowedStatus(config.allow_status_codes)
  const readSubject: ReadSubject = compileSubject(config.subject, options.subjectFormat)
  const attributes = config.attributes ?? []
  const writeEvents = createEventsWriter(config, options)
  return exchange => {
    const { status } = exchange.response
    const skipped = notMetered(config, exchange, isAllowedStatus)
    if (skipped !== undefined) {
      return { kind: 'not_metered', status, reason: skipped, message: notMeteredMessages[skipped] }
    }
    const subject = readSubject(exchange)
    if (!subject.found) {
      const { reason } = subject
      return { kind: 'dropped', status, reason, message: subjectDropMessages[reason], subject }
    }
    const readings = readAttributes(exchange, attributes)
    const events = writeEvents(exchange, subject, readings)
    const tokens = tokensOf(exchange.ai)
    return tokens === undefined
      ? { kind: 'emitted', status, subject, attributes: readings, events }
      : { kind: 'emitted', status, subject, attributes: readings, events, tokens }
  }
}

function notMetered(
  config: MeteringConfig,
  exchange: Exchange,
  isAllowedStatus: (status: number) => boolean,
): NotMeteredReason | undefined {
  if (!isAllowedStatus(exchange.response.status)) return 'status_not_allowed'
  if (config.meter_api_requests) return undefined
  if (!config.meter_ai_token_usage) return 'both_meters_off'
  return exchange.ai === undefined ? 'no_ai_usage' : undefined
}

function tokensOf(ai: AiUsage | undefined): 'counted' | 'estimated' | undefined {
  if (ai === undefined) return undefined
  return ai.estimated ? 'estimated' : 'counted'
}

type WriteEvents = (
  exchange: Exchange,
  subject: ResolvedSubject,
  attributes: AttributeReading[],
) => EmittedEvent[]

/** One `kong.api_request`, and for an AI request two `kong.llm_request`, as the meters say. */
function createEventsWriter(config: MeteringConfig, options: MeterOptions): WriteEvents {
  const { source, newId, formatTime, controlPlaneId: control_plane_id } = options
  const { createWriters = createEventWriters } = options
  const write = createWriters({ source, attributes: config.attributes ?? [] })
  return (exchange, { subject, subject_type }, attributes) => {
    const time = formatTime(exchange.request.startedAt)
    const context = { exchange, subject_type, control_plane_id }
    const events: EmittedEvent[] = []
    if (config.meter_api_requests) {
      const id = newId()
      const json = write.apiRequest({ id, subject, time, attributes }, context)
      events.push({ id, type: 'kong.api_request', subject, json })
    }
    if (config.meter_ai_token_usage && exchange.ai !== undefined) {
      for (const fields of llmRequestFields(context, exchange.ai)) {
        const id = newId()
        const json = write.llmRequest({ id, subject, time, attributes }, fields)
        events.push({ id, type: 'kong.llm_request', subject, json })
      }
    }
    return events
  }
}
