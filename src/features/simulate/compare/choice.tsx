import { Field } from '#ui/field.tsx'
import { Select } from '#ui/input.tsx'

interface ChoiceProps {
  label: string
  options: readonly { value: string; label: string }[]
  value: string
  onChange: (value: string) => void
}

/** A choice that is no longer there shows as the first. */
export function Choice({ label, options, value, onChange }: ChoiceProps) {
  const known = options.some(option => option.value === value) ? value : options[0]?.value
  return (
    <Field label={label}>
      {control => (
        <Select {...control} value={known} onChange={event => onChange(event.target.value)}>
          {options.map(option => (
            <option key={option.value} value={option.value}>
              {option.label}
            </option>
          ))}
        </Select>
      )}
    </Field>
  )
}
