import { listExchangeChanges } from '#api/contract.ts'
import { getEventHistogram, listStudioEvents } from '#api/event-contract.ts'
import { listCustomers, listMeters } from '#api/konnect-contract.ts'
import { call } from './call.ts'
import type { EventSource } from './event-source.ts'

/** The studio's own server. */
export const apiSource: EventSource = {
  listIngested: async ({ sort, size, after, filter = {} }) => {
    const page = after === undefined ? { size } : { size, after }
    const { data, meta } = await call(listStudioEvents, { query: { page, filter, sort: `${sort} desc` } })
    return { events: data, next: cursorOf(meta.page.next) }
  },
  countOverTime: (filter, buckets) => call(getEventHistogram, { query: { filter, buckets } }),
  listChanges: question => call(listExchangeChanges, { query: question }),
  catalogState: async () => {
    const page = { size: 1 }
    const [customers, meters] = await Promise.all([
      call(listCustomers, { query: { page, sort: 'created_at desc' } }),
      call(listMeters, { query: { page, sort: 'updated_at desc' } }),
    ])
    return JSON.stringify([customers, meters])
  },
}

/** The cursor in a link to the next page, which is all of it that differs. */
function cursorOf(link: string | null): string | undefined {
  return new URLSearchParams(link?.split('?', 2)[1]).get('page[after]') ?? undefined
}
