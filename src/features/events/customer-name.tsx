import { useQuery } from '@tanstack/react-query'
import { createContext, type ReactNode, useContext, useMemo } from 'react'
import { listCustomers } from '#api/konnect-contract.ts'
import { call } from './call.ts'

/** The part of query keys that a change of customers outdates. */
export const customerNamesKey = ['customer-names']

const PAGE_SIZE = 1000
/** Customers beyond are called by their id. */
const PAGES = 10

const NamesContext = createContext<ReadonlyMap<string, string>>(new Map())

/** Gives what is inside the names of customers by id: Konnect's events have the id alone. */
export function CustomerNames({ children }: { children: ReactNode }) {
  const { data } = useQuery({ queryKey: customerNamesKey, queryFn: readNames, refetchInterval: 15_000 })
  const names = useMemo(() => new Map(data), [data])
  return <NamesContext value={names}>{children}</NamesContext>
}

export function useCustomerNames(): ReadonlyMap<string, string> {
  return useContext(NamesContext)
}

/** A customer by its name, by its id while that is not known. */
export function CustomerName({ id }: { id: string }) {
  return useCustomerNames().get(id) ?? id
}

async function readNames(): Promise<[string, string][]> {
  const names: [string, string][] = []
  for (let number = 1; number <= PAGES; number += 1) {
    const { data, meta } = await call(listCustomers, { query: { page: { size: PAGE_SIZE, number } } })
    for (const { id, name } of data) names.push([id, name])
    if (names.length >= meta.page.total) return names
  }
  return names
}
