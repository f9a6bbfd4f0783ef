/** What the page asks the studio for. */
import { keepPreviousData, type QueryClient, useQuery, useQueryClient } from '@tanstack/react-query'
import { getBillPreview, getPriceBook } from '#api/billing-contract.ts'
import { listCustomers, listMeters } from '#api/konnect-contract.ts'
import type { Period } from '#billing/invoice.ts'
import type { Customer } from '#events/customer.ts'
import type { Meter } from '#events/meter.ts'
import { isoPeriod } from './billing-period.ts'
import { call } from './call.ts'
import { usePace } from './use-pace.ts'

const PAGE_SIZE = 1000

export function usePreview({ from, to }: Period) {
  const { refetchInterval, timed } = usePace()
  return useQuery({
    queryKey: ['billing', 'preview', from, to],
    queryFn: ({ signal }) => timed(() => call(getBillPreview, { query: isoPeriod({ from, to }), signal })),
    refetchInterval,
    placeholderData: keepPreviousData,
  })
}

export function usePriceBook() {
  return useQuery({
    queryKey: ['billing', 'prices'],
    queryFn: ({ signal }) => call(getPriceBook, { signal }),
  })
}

export function useMeters() {
  return useQuery({ queryKey: ['meters'], queryFn: ({ signal }) => listAllMeters(signal) })
}

export function useCustomers() {
  return useQuery({ queryKey: ['customers'], queryFn: ({ signal }) => listAllCustomers(signal) })
}

async function listAllMeters(signal: AbortSignal): Promise<Meter[]> {
  const all: Meter[] = []
  for (let number = 1; ; number += 1) {
    const page = { size: PAGE_SIZE, number }
    const { data, meta } = await call(listMeters, { query: { page, sort: 'name' }, signal })
    all.push(...data)
    if (data.length === 0 || all.length >= meta.page.total) return all
  }
}

async function listAllCustomers(signal: AbortSignal): Promise<Customer[]> {
  const all: Customer[] = []
  for (let number = 1; ; number += 1) {
    const page = { size: PAGE_SIZE, number }
    const { data, meta } = await call(listCustomers, { query: { page, sort: 'name' }, signal })
    all.push(...data)
    if (data.length === 0 || all.length >= meta.page.total) return all
  }
}

/** After meters, customers or prices changed: everything on the page follows from them. */
export function useRefresh(): () => Promise<void> {
  const queries = useQueryClient()
  return () => refresh(queries)
}

async function refresh(queries: QueryClient): Promise<void> {
  await Promise.all(
    ['billing', 'meters', 'customers', 'usage'].map(key => queries.invalidateQueries({ queryKey: [key] })),
  )
}
