import { useEffect, useMemo, useState } from 'react'
import { z } from 'zod'
import type { Period } from '#billing/invoice.ts'
import { granularity, isTimeZone } from '#events/windows.ts'
import { useSearchState } from '#ui/use-search-state.ts'
import { monthOf, readPeriod } from './billing-period.ts'
import { usageTabs } from './usage-tabs.ts'

const search = z.object({
  tab: z.enum(usageTabs).default('invoice'),
  month: z
    .string()
    .regex(/^\d{4}-(0[1-9]|1[0-2])$/)
    .optional(),
  from: z.iso.date().optional(),
  to: z.iso.date().optional(),
  /** IANA name. */
  tz: z.string().refine(isTimeZone).default('UTC'),
  /** Of the invoice: a customer's key. */
  customer: z.string().optional(),
  /** Of the usage: a meter's key, the dimensions to group by with commas, and a filter. */
  meter: z.string().optional(),
  by: z.string().default('subject'),
  step: granularity.or(z.literal('none')).default('P1D'),
  where: z.string().default(''),
  show: z.enum(['chart', 'table']).default('chart'),
  /** What the chart draws. */
  of: z.enum(['usage', 'money']).default('usage'),
})
export type UsageSearch = z.output<typeof search>
export type ChangeSearch = (change: Partial<z.input<typeof search>>) => void

export interface UsageState {
  state: UsageSearch
  change: ChangeSearch
  period: Period
  /** The month of now in the time zone, `2026-11`. */
  thisMonth: string
}

/** The page's state, all of it in the URL. */
export function useUsageSearch(): UsageState {
  const [state, change] = useSearchState(search)
  const thisMonth = useThisMonth(state.tz)
  const { month = thisMonth, from, to, tz } = state
  const period = useMemo(
    () => readPeriod({ month, from, to, timeZone: tz }, Date.now()),
    [month, from, to, tz],
  )
  return { state, change, period, thisMonth }
}

/** Follows the clock: a page that is left open over the turn of the month shows the new one. */
function useThisMonth(timeZone: string): string {
  const [now, setNow] = useState(Date.now)
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 60_000)
    return () => clearInterval(timer)
  }, [])
  return monthOf(now, timeZone)
}
