import { keepPreviousData, useQuery } from '@tanstack/react-query'
import {
  type EventFacets,
  type EventHistogram,
  getEventFacets,
  getEventHistogram,
} from '#api/event-contract.ts'
import { call } from './call.ts'
import type { StoredFilter } from './stored-filter.ts'

/** Counting a million events takes the server a tenth of a second: often enough to follow, rarely enough to leave it idle. */
const refetchInterval = 3000
const facetValues = 12
const bars = 60

/** What the store counts by facet for a filter; what was known before until the answer comes. */
export function useStoredFacets(filter: StoredFilter, enabled: boolean): EventFacets | undefined {
  const { data } = useQuery({
    queryKey: ['event-facets', filter],
    queryFn: ({ signal }) => call(getEventFacets, { query: { filter, limit: facetValues }, signal }),
    placeholderData: keepPreviousData,
    refetchInterval,
    retry: false,
    enabled,
  })
  return data
}

/** What the store counts over time. */
export function useStoredHistogram(filter: StoredFilter, enabled: boolean): EventHistogram | undefined {
  const { data } = useQuery({
    queryKey: ['event-histogram', filter],
    queryFn: ({ signal }) => call(getEventHistogram, { query: { filter, buckets: bars }, signal }),
    placeholderData: keepPreviousData,
    refetchInterval,
    retry: false,
    enabled,
  })
  return data
}
