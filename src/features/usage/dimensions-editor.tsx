import { Plus, Trash2 } from 'lucide-react'
import { useId } from 'react'
import { Button } from '#ui/button.tsx'
import type { FieldProblem } from '#ui/field.tsx'
import { Input } from '#ui/input.tsx'
import styles from './resources.module.css'

/** A dimension while it is edited: two may have one name meanwhile. */
export interface DimensionRow {
  name: string
  path: string
}

export function rowsOf(dimensions: Record<string, string> = {}): DimensionRow[] {
  return Object.entries(dimensions).map(([name, path]) => ({ name, path }))
}

/** Rows without a name are left out. */
export function dimensionsOf(rows: readonly DimensionRow[]): Record<string, string> {
  return Object.fromEntries(rows.filter(({ name }) => name !== '').map(({ name, path }) => [name, path]))
}

interface DimensionsEditorProps {
  rows: readonly DimensionRow[]
  onChange: (rows: DimensionRow[]) => void
  problemsAt: (name: string) => FieldProblem[]
}

/** What usage can be grouped and filtered by: a name, and where its value stands in `data`. */
export function DimensionsEditor({ rows, onChange, problemsAt }: DimensionsEditorProps) {
  const id = useId()
  return (
    <fieldset className={styles.dimensions}>
      <legend>Dimensions</legend>
      {rows.map((row, index) => {
        const message = rowProblem(rows, index) ?? problemsAt(row.name)[0]?.message
        const told = {
          'aria-invalid': message !== undefined || undefined,
          'aria-describedby': `${id}-${index}`,
        }
        return (
          // biome-ignore lint/suspicious/noArrayIndexKey: a name is edited, and may be there twice meanwhile
          <div key={index} className={styles.dimension}>
            <Input
              {...told}
              mono
              aria-label={`Dimension ${index + 1}, name`}
              value={row.name}
              onChange={({ target }) => onChange(rows.with(index, { ...row, name: target.value }))}
            />
            <Input
              {...told}
              mono
              aria-label={`Dimension ${index + 1}, JSONPath`}
              value={row.path}
              onChange={({ target }) => onChange(rows.with(index, { ...row, path: target.value }))}
            />
            <Button
              variant="quiet"
              icon={<Trash2 aria-hidden="true" />}
              aria-label={`Remove dimension ${row.name || index + 1}`}
              onClick={() => onChange(rows.toSpliced(index, 1))}
            />
            <span id={`${id}-${index}`} className={styles.error}>
              {message}
            </span>
          </div>
        )
      })}
      <Button
        size="small"
        icon={<Plus aria-hidden="true" />}
        onClick={() => onChange([...rows, { name: '', path: '$.' }])}
      >
        Add dimension
      </Button>
    </fieldset>
  )
}

function rowProblem(rows: readonly DimensionRow[], index: number): string | undefined {
  const name = rows[index]?.name ?? ''
  if (name === '') return 'is left out: it has no name'
  if (!/^\w+$/.test(name)) return 'a name has letters, digits and _'
  return rows.slice(0, index).some(row => row.name === name)
    ? `"${name}" is taken: this one replaces it`
    : undefined
}
