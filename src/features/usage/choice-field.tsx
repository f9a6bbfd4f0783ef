import { Field, type FieldProps } from '#ui/field.tsx'
import { Select } from '#ui/input.tsx'

interface ChoiceFieldProps extends Pick<FieldProps, 'label' | 'problems' | 'hint'> {
  value: string
  onChange: (value: string) => void
  options: readonly { value: string; label: string }[]
  /** The option that stands for nothing chosen. */
  none?: string
}

/** A select; a value that is none of the options stays chosen and is shown, so that its problem can be seen. */
export function ChoiceField({ value, onChange, options, none, ...field }: ChoiceFieldProps) {
  const isKnown = options.some(option => option.value === value)
  return (
    <Field {...field}>
      {control => (
        <Select {...control} value={value} onChange={event => onChange(event.target.value)}>
          {none !== undefined && <option value="">{none}</option>}
          {!isKnown && value !== '' && <option value={value}>{value}</option>}
          {!isKnown && value === '' && none === undefined && <option value="">Choose …</option>}
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
