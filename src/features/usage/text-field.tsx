import { Field, type FieldProps } from '#ui/field.tsx'
import { Input } from '#ui/input.tsx'

interface TextFieldProps extends Pick<FieldProps, 'label' | 'problems' | 'hint' | 'unit'> {
  value: string
  onChange: (value: string) => void
  mono?: boolean
  /** Amounts and quantities: a keyboard of digits on phones. */
  decimal?: boolean
  placeholder?: string
}

export function TextField({
  value,
  onChange,
  mono = false,
  decimal = false,
  placeholder,
  ...field
}: TextFieldProps) {
  return (
    <Field {...field}>
      {control => (
        <Input
          {...control}
          mono={mono}
          value={value}
          placeholder={placeholder}
          inputMode={decimal ? 'decimal' : undefined}
          onChange={event => onChange(event.target.value)}
        />
      )}
    </Field>
  )
}
