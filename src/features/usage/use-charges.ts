import { useQuery } from '@tanstack/react-query'
import { queryMeterCharges } from '#api/billing-contract.ts'
import type { MeterQueryRequest } from '#api/meter-query.ts'
import type { Meter } from '#events/meter.ts'
import { call } from './call.ts'
import { type GroupMoney, groupMoney, type StepMoney, stepMoney } from './group-money.ts'
import type { UsageRequest } from './usage-query.ts'
import { usePace } from './use-pace.ts'

export interface UsageCharges {
  /** Whether anybody is; undefined before the answer. */
  isBilled: boolean | undefined
  /** Over the whole period; undefined where nobody is billed for the meter, and before the answer. */
  groups: GroupMoney | undefined
  /** Over the steps; undefined without them too. */
  steps: StepMoney | undefined
  /** Something of it is not answered yet, or is of the question before. */
  isReading: boolean
  error: Error | null
}

/** What is billed for a meter's groups, over the whole period and in steps. */
export function useCharges(
  meter: Meter,
  request: UsageRequest,
  step: MeterQueryRequest['granularity'],
): UsageCharges {
  const groups = useMeterCharges(meter, request, true)
  const isBilled = groups.data && groups.data.features.length > 0
  // The minutes of a month for each customer are more than anybody reads.
  const hasSteps = isBilled === true && step !== undefined && step !== 'PT1M'
  const steps = useMeterCharges(meter, { ...request, ...(step && { granularity: step }) }, hasSteps)
  const { group_by_dimensions: groupBy } = request
  return {
    isBilled,
    groups: isBilled === true ? groupMoney(groups.data, groupBy) : undefined,
    steps: hasSteps && steps.data !== undefined ? stepMoney(steps.data, groupBy) : undefined,
    isReading: [groups, steps].some(({ isLoading, isPlaceholderData }) => isLoading || isPlaceholderData),
    error: groups.error ?? steps.error,
  }
}

function useMeterCharges(meter: Meter, body: UsageRequest, enabled: boolean) {
  const { refetchInterval, timed } = usePace()
  const rowsOf = `${meter.id} ${body.group_by_dimensions.join()}`
  return useQuery({
    queryKey: ['billing', 'charges', rowsOf, body],
    queryFn: ({ signal }) =>
      timed(() => call(queryMeterCharges, { params: { meterId: meter.id }, body, signal })),
    refetchInterval,
    enabled,
    placeholderData: (before, query) => (query?.queryKey[2] === rowsOf ? before : undefined),
  })
}
