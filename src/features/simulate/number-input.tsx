import { type ComponentProps, useState } from 'react'
import { Input } from '#ui/input.tsx'

interface NumberInputProps extends Omit<ComponentProps<'input'>, 'value' | 'onChange' | 'type'> {
  value: number
  min?: number
  max?: number
  whole?: boolean
  onChange: (value: number) => void
}

/** A number as it is typed; only one within its bounds is taken over. */
export function NumberInput({ value, onChange, whole = false, ...props }: NumberInputProps) {
  const { min = 0, max = Number.MAX_SAFE_INTEGER } = props
  const [typed, setTyped] = useState<string>()
  const isValid = (text: string) => {
    const number = Number(text)
    return text.trim() !== '' && number >= min && number <= max && (!whole || Number.isInteger(number))
  }
  return (
    <Input
      {...props}
      inputMode={whole ? 'numeric' : 'decimal'}
      value={typed ?? String(value)}
      aria-invalid={(typed !== undefined && !isValid(typed)) || undefined}
      onChange={event => {
        setTyped(event.target.value)
        if (isValid(event.target.value)) onChange(Number(event.target.value))
      }}
      onBlur={() => setTyped(undefined)}
    />
  )
}
