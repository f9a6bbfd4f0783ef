/** Weighted values as one types them: `research | sales ×2`. A `|` within a value is written `\|`. */

export interface WeightedValue {
  value: string
  weight: number
}

const WEIGHT = /\s*[×*]\s*(\d+(?:\.\d+)?)\s*$/

export function valuesText(values: readonly WeightedValue[]): string {
  return values
    .map(({ value, weight }) => {
      const escaped = value.replace(/[\\|]/g, '\\$&')
      // A weight is written where the value itself would be taken for one.
      return weight === 1 && !WEIGHT.test(value) ? escaped : `${escaped} ×${weight}`
    })
    .join(' | ')
}

/** At least one value: the empty text is an empty value. */
export function readValues(text: string): WeightedValue[] {
  const parts = text.match(/(?:\\.|[^\\|]|\\$)+/gs) ?? ['']
  return parts.map(part => {
    const weight = Number(WEIGHT.exec(part)?.[1] ?? 1)
    const value = part.replace(WEIGHT, '').trim().replace(/\\(.)/gs, '$1')
    return { value, weight: weight > 0 ? weight : 1 }
  })
}
