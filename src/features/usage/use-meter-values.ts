import { keepPreviousData, useQueries } from '@tanstack/react-query'
import { queryMeter } from '#api/konnect-contract.ts'
import type { Period } from '#billing/invoice.ts'
import type { Meter } from '#events/meter.ts'
import { isoPeriod } from './billing-period.ts'
import { call } from './call.ts'

const REFRESH_MILLISECONDS = 5000

/** What each meter measured in the period, by its id; one that measured nothing has none. */
export function useMeterValues(meters: readonly Meter[], period: Period): ReadonlyMap<string, string> {
  const results = useQueries({
    queries: meters.map(({ id }) => ({
      queryKey: ['usage', 'total', id, period.from, period.to],
      queryFn: ({ signal }: { signal: AbortSignal }) =>
        call(queryMeter, { params: { meterId: id }, body: isoPeriod(period), signal }),
      refetchInterval: REFRESH_MILLISECONDS,
      placeholderData: keepPreviousData,
    })),
  })
  return new Map(
    meters.flatMap(({ id }, index) => {
      const value = results[index]?.data?.data[0]?.value
      return value === undefined ? [] : [[id, value]]
    }),
  )
}
