/** The period that is billed: a calendar month or days, in a time zone. */
import { Temporal } from 'temporal-polyfill'
import type { Period } from '#billing/invoice.ts'

/** What the URL says: a month, or the first and the last day of a span; without either, the month of `now`. */
export interface PeriodChoice {
  /** `2026-11` */
  month?: string | undefined
  /** `2026-11-03`, inclusive both. */
  from?: string | undefined
  to?: string | undefined
  timeZone: string
}

/** `now`: milliseconds since the epoch. A span that ends before it begins is the one day that it begins on. */
export function readPeriod({ month, from, to, timeZone }: PeriodChoice, now: number): Period {
  if (from === undefined) return monthPeriod(month ?? monthOf(now, timeZone), timeZone)
  const last = to === undefined || to < from ? from : to
  return { from: startOfDay(from, timeZone), to: startOfDay(dayAfter(last), timeZone) }
}

function monthPeriod(month: string, timeZone: string): Period {
  const first = Temporal.PlainYearMonth.from(month).toPlainDate({ day: 1 })
  return {
    from: startOfDay(first.toString(), timeZone),
    to: startOfDay(first.add({ months: 1 }).toString(), timeZone),
  }
}

function startOfDay(day: string, timeZone: string): number {
  return Temporal.PlainDate.from(day).toZonedDateTime(timeZone).epochMilliseconds
}

function dayAfter(day: string): string {
  return Temporal.PlainDate.from(day).add({ days: 1 }).toString()
}

/** RFC 3339. */
export function isoPeriod({ from, to }: Period): { from: string; to: string } {
  return { from: new Date(from).toISOString(), to: new Date(to).toISOString() }
}

/** `2026-11` */
export function monthOf(milliseconds: number, timeZone: string): string {
  return dayOf(milliseconds, timeZone).slice(0, 7)
}

/** `2026-11-03` */
export function dayOf(milliseconds: number, timeZone: string): string {
  return Temporal.Instant.fromEpochMilliseconds(milliseconds)
    .toZonedDateTimeISO(timeZone)
    .toPlainDate()
    .toString()
}

/** That month and the ones before it, newest first. */
export function monthsUntil(month: string, count: number): string[] {
  const last = Temporal.PlainYearMonth.from(month)
  return Array.from({ length: count }, (_, back) => last.subtract({ months: back }).toString())
}

export function monthName(month: string): string {
  return new Intl.DateTimeFormat('en', { month: 'long', year: 'numeric', timeZone: 'UTC' }).format(
    Date.parse(`${month}-01T00:00:00Z`),
  )
}

/** `2026-11-03 14:05` in the time zone; without the clock where it is a day's start. */
export function momentText(moment: string | number, timeZone: string): string {
  const at = Temporal.Instant.fromEpochMilliseconds(
    typeof moment === 'number' ? moment : Date.parse(moment),
  ).toZonedDateTimeISO(timeZone)
  const day = at.toPlainDate().toString()
  const clock = at.toPlainTime().toString({ smallestUnit: 'minute' })
  return clock === '00:00' ? day : `${day} ${clock}`
}
