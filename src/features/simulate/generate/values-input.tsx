import { useState } from 'react'
import { Input } from '#ui/input.tsx'
import { readValues, valuesText, type WeightedValue } from './weighted-values.ts'

interface ValuesInputProps {
  name: string
  values: readonly WeightedValue[]
  onChange: (values: WeightedValue[]) => void
}

/** Weighted values, as they are typed until the field is left. */
export function ValuesInput({ name, values, onChange }: ValuesInputProps) {
  const [typed, setTyped] = useState<string>()
  return (
    <Input
      aria-label={name}
      mono
      value={typed ?? valuesText(values)}
      placeholder="a | b ×2"
      onChange={event => {
        setTyped(event.target.value)
        onChange(readValues(event.target.value))
      }}
      onBlur={() => setTyped(undefined)}
    />
  )
}
