/** The prices, meters and customers of Usage & bill, as a run takes them. */
import { type QueryClient, useQueryClient } from '@tanstack/react-query'
import { getPriceBook } from '#api/billing-contract.ts'
import { listCustomers, listMeters } from '#api/konnect-contract.ts'
import type { RehearsalPrices } from '#rehearsal/payers.ts'
import { call } from '../call.ts'

export type StudioPrices = Required<Pick<RehearsalPrices, 'book' | 'meters' | 'customers'>>

const PAGE_SIZE = 1000
/** Every change of the document plays again; what Usage & bill changes is refreshed at once. */
const FRESH_MILLISECONDS = 10_000

/** Rejects as the call does. */
export function useStudioPrices(): () => Promise<StudioPrices> {
  const queries = useQueryClient()
  return () => fetchPrices(queries)
}

/** Whether there is anything to charge by. */
export function isAnythingSold({ book }: Pick<StudioPrices, 'book'>): boolean {
  return book.features.length > 0 || book.plans.length > 0
}

function fetchPrices(queries: QueryClient): Promise<StudioPrices> {
  return queries.fetchQuery({
    queryKey: ['billing', 'rehearsal'],
    staleTime: FRESH_MILLISECONDS,
    async queryFn({ signal }) {
      const [book, meters, customers] = await Promise.all([
        call(getPriceBook, { signal }),
        listAll(page => call(listMeters, { query: { page, sort: 'name' }, signal })),
        listAll(page => call(listCustomers, { query: { page, sort: 'name' }, signal })),
      ])
      return { book, meters, customers }
    },
  })
}

/** A list of Konnect's, page by page. */
async function listAll<Item>(
  fetchPage: (page: { size: number; number: number }) => Promise<{
    data: readonly Item[]
    meta: { page: { total: number } }
  }>,
): Promise<Item[]> {
  const all: Item[] = []
  for (let number = 1; ; number += 1) {
    const { data, meta } = await fetchPage({ size: PAGE_SIZE, number })
    all.push(...data)
    if (data.length === 0 || all.length >= meta.page.total) return all
  }
}
