/** Where the page's events and requests come from. */
import type { ExchangePage } from '#api/contract.ts'
import type { IngestedEvent } from '#events/ingested-event.ts'

/** Stored events by `stored_at`, newest first; `next` is the cursor of older ones. */
export interface IngestedPage {
  events: IngestedEvent[]
  next: string | undefined
}

export interface EventSource {
  listIngested: (size: number, after?: string) => Promise<IngestedPage>
  /** Newest first; `before` is a seq. */
  listExchanges: (limit: number, before?: number) => Promise<ExchangePage>
  /** A text that differs once a customer or a meter was created or deleted, by whomever. */
  catalogState: () => Promise<string>
}

export const pageSize = 100
/** One refresh ends soon even after a flood; what lies further back is then loaded as older pages. */
export const pagesPerRefresh = 10
/** The largest page that Konnect's event list gives. */
export const recheckPageSize = 1000
