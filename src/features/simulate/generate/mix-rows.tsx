import { Plus, Trash2 } from 'lucide-react'
import type { ReactNode } from 'react'
import { Button } from '#ui/button.tsx'
import styles from './generate.module.css'

export interface MixColumn<Row> {
  label: string
  /** Its share of the width. */
  width: number
  /** The control; `name` is its accessible name. */
  control: (row: Row, set: (part: Partial<Row>) => void, name: string) => ReactNode
}

interface MixRowsProps<Row> {
  /** Names the list: "Callers". */
  legend: string
  /** Names one: "caller". */
  one: string
  rows: readonly Row[]
  columns: readonly MixColumn<Row>[]
  /** As many rows there have to be. */
  least?: number
  makeNew: () => Row
  onChange: (rows: Row[]) => void
}

/** A list of alternatives, a row each. */
export function MixRows<Row>(props: MixRowsProps<Row>) {
  const { legend, one, rows, columns, least = 0, makeNew, onChange } = props
  const tracks = {
    gridTemplateColumns: `${columns.map(({ width }) => `minmax(0, ${width}fr)`).join(' ')} auto`,
  }
  return (
    <fieldset className={styles.group}>
      <legend>{legend}</legend>
      {rows.length > 0 && (
        <div className={styles.heads} style={tracks} aria-hidden="true">
          {columns.map(({ label }) => (
            <span key={label}>{label}</span>
          ))}
          <span className={styles.gap} />
        </div>
      )}
      {rows.map((row, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a row has no other identity than its place
        <div key={index} className={styles.row} style={tracks}>
          {columns.map(({ label, control }) => (
            <div key={label}>
              {control(
                row,
                part => onChange(rows.map((known, at) => (at === index ? { ...known, ...part } : known))),
                `${label} of ${one} ${index + 1}`,
              )}
            </div>
          ))}
          <Button
            variant="quiet"
            icon={<Trash2 aria-hidden="true" />}
            aria-label={`Remove ${one} ${index + 1}`}
            disabledReason={rows.length <= least ? `There has to be one ${one}` : undefined}
            onClick={() => onChange(rows.filter((_, at) => at !== index))}
          />
        </div>
      ))}
      <Button
        size="small"
        icon={<Plus aria-hidden="true" />}
        aria-label={`Add ${one}`}
        onClick={() => onChange([...rows, makeNew()])}
      >
        {`${one[0]?.toUpperCase()}${one.slice(1)}`}
      </Button>
    </fieldset>
  )
}
