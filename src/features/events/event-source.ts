/** Where the page's events and requests come from. */

import type { ExchangeChanges } from '#api/contract.ts'
import type { EventHistogram } from '#api/event-contract.ts'
import type { IngestedEvent } from '#events/ingested-event.ts'
import type { StoredFilter } from './stored-filter.ts'

/** Stored events, newest first by the field of the question; `next` is the cursor of older ones. */
export interface IngestedPage {
  events: IngestedEvent[]
  next: string | undefined
}

export interface IngestedQuestion {
  sort: 'time' | 'stored_at'
  size: number
  after?: string | undefined
  filter?: StoredFilter
}

export interface ChangesQuestion {
  limit: number
  after: number
  before?: number
}

export interface EventSource {
  listIngested: (question: IngestedQuestion) => Promise<IngestedPage>
  /** How many events meet a filter in each stretch of their time. */
  countOverTime: (filter: StoredFilter, buckets: number) => Promise<EventHistogram>
  /** What is new of the gateway's requests, or has moved on, between two revisions, both exclusive; the latest first. */
  listChanges: (question: ChangesQuestion) => Promise<ExchangeChanges>
  /** A text that differs once a customer or a meter was created or deleted, by whomever. */
  catalogState: () => Promise<string>
}

/** One refresh ends soon even after a flood; what lies further back comes with the next. */
export const pagesPerRefresh = 10
/** New events are read in pages that a browser parses within a frame, and changes of requests too. */
export const arrivalsPage = 250
export const changesPage = 250
/** The largest page that the event list gives. */
export const largestPage = 1000
