import { useQuery } from '@tanstack/react-query'
import { queryMeter } from '#api/konnect-contract.ts'
import type { MeterQueryRequest } from '#api/meter-query.ts'
import type { Meter } from '#events/meter.ts'
import { call } from './call.ts'
import { usePace } from './use-pace.ts'

/** A meter's usage; asked again while it is looked at. */
export function useUsage(meter: Meter, body: MeterQueryRequest) {
  const { refetchInterval, timed } = usePace()
  // Rows that are grouped otherwise, or another meter's, would be shown under the wrong names meanwhile.
  const rowsOf = `${meter.id} ${body.group_by_dimensions?.join()}`
  return useQuery({
    queryKey: ['usage', rowsOf, body],
    queryFn: ({ signal }) => timed(() => call(queryMeter, { params: { meterId: meter.id }, body, signal })),
    refetchInterval,
    placeholderData: (before, query) => (query?.queryKey[1] === rowsOf ? before : undefined),
  })
}
