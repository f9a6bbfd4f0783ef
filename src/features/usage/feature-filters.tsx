import { Plus, X } from 'lucide-react'
import { useState } from 'react'
import type { Feature } from '#billing/price-book.ts'
import { Button } from '#ui/button.tsx'
import type { FieldProblem } from '#ui/field.tsx'
import { Input, Select } from '#ui/input.tsx'
import styles from './prices.module.css'

interface FeatureFiltersProps {
  filters: Feature['filters']
  /** Of the meter. */
  dimensions: readonly string[]
  onChange: (filters: Feature['filters']) => void
  problemsAt: (...path: (string | number)[]) => FieldProblem[]
}

/** Which of the meter's usage counts: by dimension, the values, with commas between alternatives. */
export function FeatureFilters({ filters, dimensions, onChange, problemsAt }: FeatureFiltersProps) {
  const entries = Object.entries(filters)
  const free = dimensions.find(name => !Object.hasOwn(filters, name))
  const put = (index: number, [name, values]: [string, string[]]) =>
    onChange(Object.fromEntries(entries.with(index, [name, values])))
  return (
    <div className={styles.filters}>
      <span className={styles.filtersLabel}>Counts</span>
      {entries.length === 0 && <span className={styles.filtersAll}>all usage</span>}
      {entries.map(([name, values], index) => (
        <div key={name} className={styles.filter}>
          <Select
            aria-label="Dimension"
            value={name}
            onChange={event => put(index, [event.target.value, values])}
          >
            {[...new Set([name, ...dimensions.filter(of => !Object.hasOwn(filters, of))])].map(of => (
              <option key={of} value={of}>
                {of}
              </option>
            ))}
          </Select>
          <ValuesInput
            name={name}
            values={values}
            onChange={next => put(index, [name, next])}
            problem={problemsAt(name)[0]?.message}
          />
          <Button
            variant="quiet"
            size="small"
            icon={<X aria-hidden="true" />}
            aria-label={`Remove filter of ${name}`}
            onClick={() => onChange(Object.fromEntries(entries.toSpliced(index, 1)))}
          />
        </div>
      ))}
      {free !== undefined && (
        <Button
          size="small"
          icon={<Plus aria-hidden="true" />}
          onClick={() => onChange({ ...filters, [free]: [] })}
        >
          {entries.length === 0 ? 'Only some' : 'Add filter'}
        </Button>
      )}
    </div>
  )
}

interface ValuesInputProps {
  name: string
  values: readonly string[]
  onChange: (values: string[]) => void
  problem: string | undefined
}

function ValuesInput({ name, values, onChange, problem }: ValuesInputProps) {
  const [typed, setTyped] = useState('')
  // As typed, with its spaces and last comma, while it means these values: an undo brings others.
  const text = readValues(typed).join() === values.join() ? typed : values.join(', ')
  return (
    <div className={styles.values}>
      <Input
        mono
        aria-label={`Values of ${name}`}
        aria-invalid={problem === undefined ? undefined : true}
        placeholder="input, output"
        value={text}
        onChange={event => {
          setTyped(event.target.value)
          onChange(readValues(event.target.value))
        }}
      />
      {problem !== undefined && <span className={styles.problem}>needs at least one value</span>}
    </div>
  )
}

function readValues(text: string): string[] {
  return text
    .split(',')
    .map(value => value.trim())
    .filter(value => value !== '')
}
