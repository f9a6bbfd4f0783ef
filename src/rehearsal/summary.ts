/** What a rehearsal says about itself: counts and series of a bounded size, however many requests there were. */
import type { DropReason, NotMeteredReason } from '#metering/meter.ts'
import type {
  QueueDropReason,
  QueueLogLevel,
  QueueLossReason,
  QueueRefusalReason,
} from '#metering/queue-event.ts'
import type { UsageEventType } from '#metering/usage-event.ts'
import type { MoneySummary } from './money.ts'

/** Requests by what the log phase made of them. */
export interface RequestCounts {
  requests: number
  /** Gave events. */
  emitted: number
  /** A plugin ran, and found no subject. */
  dropped: number
  /** A plugin ran, and its config leaves this request out. */
  not_metered: number
  /** No plugin ran. */
  no_plugin: number
}

/** Events by what became of them: emitted = delivered + lost + dropped. */
export interface EventCounts {
  emitted: number
  /** Stored by the ingest endpoint, each counted once. */
  delivered: number
  /** Of the delivered, those that came later than `late_after`. */
  late: number
  /** Given up after attempts, and not stored. */
  lost: number
  /** Pushed out of a full queue, or not taken by it. */
  dropped: number
  /** Stored once more by a retry after an answer that was lost: the endpoint knows them by id and source, and counts them once. */
  duplicated: number
}

export interface SubjectSummary extends EventCounts {
  subject: string
  /** Emitted, by type. */
  by_type: Partial<Record<UsageEventType, number>>
}

export interface NamedRequests extends RequestCounts {
  name: string
}

export interface ReasonSummary {
  reason: DropReason | NotMeteredReason
  message: string
  requests: number
}

/** The queue of one plugin in one worker. Seconds and events. */
export interface QueueSummary {
  plugin_id: string
  instance_name?: string
  /** From 1. */
  worker: number
  enqueued: number
  batches: number
  attempts: number
  failed_attempts: number
  delivered: number
  /** As the gateway sees it: stored or not. */
  lost: Partial<Record<QueueLossReason, number>>
  dropped: Partial<Record<QueueDropReason | QueueRefusalReason, number>>
  max_waiting: number
}

/** What happened in one span of the run: from `from` seconds on, as long as `span` of the series says. */
export interface SeriesPoint {
  from: number
  requests: number
  emitted: number
  delivered: number
  late: number
  lost: number
  dropped: number
  /** Events that the endpoint had already. */
  duplicated: number
  attempts: number
  failed_attempts: number
  /** The most events that waited at once, over all queues. */
  max_waiting: number
  /** The longest that an event of a batch had been waiting for its attempt or its answer, in seconds. */
  oldest: number
}

export interface LogLine {
  at: number
  level: QueueLogLevel
  text: string
}

export interface RehearsalSummary {
  seed: number
  gateway: string
  /** Seconds of virtual time until the last request's answer and the last event's end. */
  duration: number
  requests: RequestCounts
  events: EventCounts & { by_type: Partial<Record<UsageEventType, number>> }
  subjects: SubjectSummary[]
  routes: NamedRequests[]
  consumers: NamedRequests[]
  statuses: NamedRequests[]
  /** Why requests gave no event, though a plugin ran. */
  reasons: ReasonSummary[]
  queues: QueueSummary[]
  series: { span: number; points: SeriesPoint[] }
  /** With prices only. */
  money?: MoneySummary
  /** The first lines of the queues' log; `more` is how many followed. */
  log: { lines: LogLine[]; more: number }
  /** Names beyond so many are counted together, under the last name of their list. */
  names_limit: number
}
