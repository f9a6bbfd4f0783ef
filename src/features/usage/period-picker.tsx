import { Field } from '#ui/field.tsx'
import { Input, Select } from '#ui/input.tsx'
import { dayOf, monthName, monthsUntil } from './billing-period.ts'
import styles from './usage-page.module.css'
import type { UsageState } from './use-usage-search.ts'

const MONTHS = 24
const DAYS = 'days'

/** A month or a span of days, and the time zone that they are of. */
export function PeriodPicker({ search: { state, change, period, thisMonth } }: { search: UsageState }) {
  const { month = thisMonth, from, tz } = state
  const isSpan = from !== undefined
  const months = monthsUntil(thisMonth, MONTHS)
  const lastDay = dayOf(period.to - 1, tz)
  const choose = (value: string) =>
    value === DAYS
      ? change({ month: undefined, from: dayOf(period.from, tz), to: lastDay })
      : change({ month: value === thisMonth ? undefined : value, from: undefined, to: undefined })
  return (
    <div className={styles.period}>
      <Field label="Period">
        {control => (
          <Select {...control} value={isSpan ? DAYS : month} onChange={event => choose(event.target.value)}>
            {!isSpan && !months.includes(month) && <option value={month}>{monthName(month)}</option>}
            {months.map(of => (
              <option key={of} value={of}>
                {monthName(of)}
              </option>
            ))}
            <option value={DAYS}>From – to …</option>
          </Select>
        )}
      </Field>
      {isSpan && (
        <>
          <Field label="From">
            {control => (
              <Input
                {...control}
                type="date"
                value={from}
                onChange={event => event.target.value !== '' && change({ from: event.target.value })}
              />
            )}
          </Field>
          <Field label="To, inclusive">
            {control => (
              <Input
                {...control}
                type="date"
                value={lastDay}
                min={from}
                onChange={event => event.target.value !== '' && change({ to: event.target.value })}
              />
            )}
          </Field>
        </>
      )}
      <Field label="Time zone">
        {control => (
          <Select {...control} value={tz} onChange={event => change({ tz: event.target.value })}>
            {timeZones(tz).map(name => (
              <option key={name} value={name}>
                {name}
              </option>
            ))}
          </Select>
        )}
      </Field>
    </div>
  )
}

const known = ['UTC', ...Intl.supportedValuesOf('timeZone').filter(name => name !== 'UTC')]

/** A link may name a zone by another of its names. */
function timeZones(chosen: string): readonly string[] {
  return known.includes(chosen) ? known : [chosen, ...known]
}
