import { Temporal } from 'temporal-polyfill'
import { Field, type FieldProps } from '#ui/field.tsx'
import { Input } from '#ui/input.tsx'

interface MomentFieldProps extends Pick<FieldProps, 'label' | 'problems'> {
  /** RFC 3339; undefined for none. */
  value: string | undefined
  onChange: (value: string | undefined) => void
  timeZone: string
}

/** A date and a time of day in a time zone. */
export function MomentField({ value, onChange, timeZone, ...field }: MomentFieldProps) {
  return (
    <Field {...field} unit={timeZone}>
      {control => (
        <Input
          {...control}
          type="datetime-local"
          value={value === undefined || value === '' ? '' : shown(value, timeZone)}
          onChange={({ target }) =>
            onChange(target.value === '' ? undefined : moment(target.value, timeZone))
          }
        />
      )}
    </Field>
  )
}

/** As the input takes it: `2026-11-01T00:00`. */
function shown(value: string, timeZone: string): string {
  return Temporal.Instant.from(value)
    .toZonedDateTimeISO(timeZone)
    .toPlainDateTime()
    .toString({ smallestUnit: 'minute' })
}

function moment(typed: string, timeZone: string): string {
  const { epochMilliseconds } = Temporal.PlainDateTime.from(typed).toZonedDateTime(timeZone)
  return new Date(epochMilliseconds).toISOString()
}
