import { lazy, Suspense, useState } from 'react'
import { variableNames } from '#plugin/variables.ts'
import { useGateway } from './studio.ts'
import styles from './variable-pill.module.css'

const VariableDialog = lazy(() =>
  import('./variable-dialog.tsx').then(module => ({ default: module.VariableDialog })),
)

interface VariablePillProps {
  /** A string that is one variable: `${{ env "DECK_AUTH_TOKEN" }}`. */
  value: string
  path: string
  /** Replaces the variable by a text. */
  onEdit: () => void
}

/** A variable in place of a value. Its value for the rehearsal stays in the server's memory. */
export function VariablePill({ value, path, onEdit }: VariablePillProps) {
  const [open, setOpen] = useState(false)
  const gateway = useGateway()
  const name = variableNames(value)[0] ?? ''
  const set = gateway.data?.variables.find(known => known.name === name)?.set ?? false
  return (
    <div className={styles.row}>
      <button type="button" className={styles.pill} data-path={path} onClick={() => setOpen(true)}>
        <span aria-hidden="true">env </span>
        <span className="visually-hidden">Variable </span>DECK_{name}
        <span className="visually-hidden">, environment</span>
      </button>
      <span className={styles.state}>{set ? 'has a value here' : 'no value needed to rehearse'}</span>
      {open && (
        <Suspense fallback={null}>
          <VariableDialog name={name} onClose={() => setOpen(false)} onEdit={onEdit} />
        </Suspense>
      )}
    </div>
  )
}
