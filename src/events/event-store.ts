/** Where ingested events are kept. */
import type { CheckRules, EventCheck } from './event-check.ts'
import type { EventCounts, FacetQuery, Histogram, HistogramQuery } from './event-counts.ts'
import type { RetentionReport } from './event-retention.ts'
import type { MeteringEvent } from './ingested-event.ts'
import type { UsageQuery, UsageRow } from './meter-usage.ts'

/** An event as stored: customer and validation errors are found when it is listed, not when it is stored. */
export interface StoredEvent {
  event: MeteringEvent
  /** RFC 3339, UTC, milliseconds. */
  ingested_at: string
  stored_at: string
}

/**
 * Condition on a text field: exactly one operator. `oeq` and `ocontains` take several values. `contains` and `ocontains`
 * take A for a, as OpenMeter's do; `includes` does not, and is none of Konnect's.
 */
export type TextFilter =
  | { eq: string }
  | { neq: string }
  | { contains: string }
  | { includes: string }
  | { oeq: string[] }
  | { ocontains: string[] }

/** Condition on a time, RFC 3339; several operators are AND-ed. */
export interface TimeFilter {
  eq?: string
  lt?: string
  lte?: string
  gt?: string
  gte?: string
}

export interface EventFilter {
  id?: TextFilter
  source?: TextFilter
  subject?: TextFilter
  type?: TextFilter
  time?: TimeFilter
  ingested_at?: TimeFilter
  stored_at?: TimeFilter
  /** Beside `subject`: how a filter by customer reaches the store. */
  subjects?: { in: string[] } | { notIn: string[] }
  /** Events with any of these findings. */
  check?: { any: readonly EventCheck[]; rules: CheckRules }
}

export type EventSortField = 'time' | 'ingested_at' | 'stored_at'

export interface EventQuery {
  filter: EventFilter
  sort: { field: EventSortField; direction: 'asc' | 'desc' }
  /** Rows wanted, at least 1. */
  size: number
  /** Opaque, from an earlier page; `before` pages backwards. */
  cursor?: { after: string } | { before: string }
}

/** Rows in the asked order, with the cursors of the neighbouring pages where there are any. */
export interface EventPage {
  events: StoredEvent[]
  next?: string
  previous?: string
}

/**
 * Events as Metering & Billing keeps them. An event is identified by source and id: appending it again changes
 * nothing. When `append` resolves, the events survive a crash of the process (stores on disk).
 */
export interface EventStore {
  append(events: readonly StoredEvent[]): Promise<{ stored: number; duplicates: number }>
  list(query: EventQuery): Promise<EventPage>
  count(filter?: EventFilter): Promise<number>
  /** Counts by facet, as `countFacets` defines them. */
  facets(query: FacetQuery): Promise<EventCounts>
  /** Counts over time, as `countOverTime` defines them. */
  histogram(query: HistogramQuery): Promise<Histogram>
  /** Usage of a meter, as `sumUsage` defines it. */
  usage(query: UsageQuery): Promise<UsageRow[]>
  retention(): Promise<RetentionReport>
  close(): Promise<void>
}

/** The store cannot take or give events now: disk full, database locked or damaged. The message says what and how to mend it. */
export class StoreUnavailable extends Error {
  override readonly name = 'StoreUnavailable'
}
