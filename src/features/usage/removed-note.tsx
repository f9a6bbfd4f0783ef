import { useQuery } from '@tanstack/react-query'
import { getEventRetention } from '#api/event-contract.ts'
import { countText } from '#formats/decimal-text.ts'
import { Banner } from '#ui/banner.tsx'
import { momentText } from './billing-period.ts'
import { call } from './call.ts'
import type { UsageState } from './use-usage-search.ts'

/** Usage that retention has removed from the period is on no bill, and not among the unbilled either. */
export function RemovedNote({ search: { period, state } }: { search: UsageState }) {
  const { data } = useQuery({
    queryKey: ['event-retention'],
    queryFn: () => call(getEventRetention),
    refetchInterval: 10_000,
    retry: false,
  })
  const { events = 0, from = null, to = null } = data?.removed ?? {}
  if (from === null || to === null) return null
  if (Date.parse(from) >= period.to || Date.parse(to) < period.from) return null
  return (
    <Banner tone="warn">
      <strong>{`Retention has removed ${countText(events, 'event')}`}</strong>, of{' '}
      {momentText(from, state.tz)} to {momentText(to, state.tz)}. As far as they fall into this period, they
      are missing in usage and bills.
    </Banner>
  )
}
