import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { queryMeter } from '#api/konnect-contract.ts'
import type { MeterQueryRequest } from '#api/meter-query.ts'
import type { Meter } from '#events/meter.ts'
import { call } from './call.ts'

const REFRESH_MILLISECONDS = 5000

/** A meter's usage; asked again while it is looked at. */
export function useUsage(meter: Meter, body: MeterQueryRequest) {
  return useQuery({
    queryKey: ['usage', meter.id, body],
    queryFn: ({ signal }) => call(queryMeter, { params: { meterId: meter.id }, body, signal }),
    refetchInterval: REFRESH_MILLISECONDS,
    placeholderData: keepPreviousData,
  })
}
