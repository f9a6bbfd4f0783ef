import { useState } from 'react'
import { Field } from '#ui/field.tsx'
import { Input } from '#ui/input.tsx'

interface NumberFieldProps {
  label: string
  unit?: string
  hint?: string
  value: number
  min: number
  max: number
  whole?: boolean
  onChange: (value: number) => void
}

/** A number as it is typed; only one within its bounds is taken over, and what is wrong with another is said. */
export function NumberField({ label, unit, hint, value, onChange, ...bounds }: NumberFieldProps) {
  const [typed, setTyped] = useState<string>()
  const fault = typed === undefined ? undefined : faultOf(typed, bounds)
  return (
    <Field
      label={label}
      unit={unit}
      hint={hint}
      problems={fault === undefined ? [] : [{ severity: 'error', message: fault }]}
    >
      {control => (
        <Input
          {...control}
          inputMode={bounds.whole ? 'numeric' : 'decimal'}
          value={typed ?? String(value)}
          onChange={event => {
            const text = event.target.value
            setTyped(text)
            if (faultOf(text, bounds) === undefined) onChange(Number(text))
          }}
          onBlur={() => setTyped(undefined)}
        />
      )}
    </Field>
  )
}

function faultOf(
  text: string,
  { min, max, whole = false }: Pick<NumberFieldProps, 'min' | 'max' | 'whole'>,
): string | undefined {
  const number = Number(text)
  const isNumber = text.trim() !== '' && Number.isFinite(number) && (!whole || Number.isInteger(number))
  if (isNumber && number >= min && number <= max) return undefined
  const range = `${min} to ${max.toLocaleString('en-US')}`
  return `Expected a ${whole ? 'whole number' : 'number'} from ${range}.`
}
