import { RotateCcw } from 'lucide-react'
import { type ReactNode, useId } from 'react'
import { Button } from './button.tsx'
import { classNames } from './class-names.ts'
import styles from './field.module.css'
import { InlineCode } from './inline-code.tsx'
import { SeverityIcon } from './severity-icon.tsx'

export interface FieldProblem {
  severity: 'error' | 'warning' | 'hint'
  message: string
  fix?: { label: string; apply: () => void } | undefined
}

/** What the field's control takes so that its label, hint and problems are told with it. */
interface ControlProps {
  id: string
  'aria-describedby': string | undefined
  'aria-invalid': true | undefined
}

export interface FieldProps {
  label: string
  /** Stands in the label: `ms`, `s`, `bytes`. */
  unit?: string | undefined
  hint?: ReactNode
  problems?: readonly FieldProblem[] | undefined
  /** Shown while the value is not the default. */
  reset?: { label: string; onReset: () => void } | undefined
  /** A check box stands before its label. */
  inline?: boolean
  children: (control: ControlProps) => ReactNode
}

/** A labelled control with its hint, its problems and a way back to the default. */
export function Field({ label, unit, hint, problems = [], reset, inline = false, children }: FieldProps) {
  const id = useId()
  const described = [hint != null && `${id}-hint`, problems.length > 0 && `${id}-problems`].filter(Boolean)
  const control = children({
    id,
    'aria-describedby': described.length === 0 ? undefined : described.join(' '),
    'aria-invalid': problems.some(({ severity }) => severity === 'error') || undefined,
  })
  return (
    <div className={classNames(styles.field, inline && styles.inline)}>
      <div className={styles.head}>
        {inline && control}
        <label htmlFor={id} className={styles.label}>
          {label} {unit !== undefined && <span className={styles.unit}>({unit})</span>}
        </label>
        {reset && (
          <Button
            variant="quiet"
            size="small"
            className={styles.reset}
            icon={<RotateCcw aria-hidden="true" />}
            aria-label={reset.label}
            title={reset.label}
            onClick={reset.onReset}
          />
        )}
      </div>
      {!inline && control}
      {hint != null && (
        <p id={`${id}-hint`} className={styles.hint}>
          {hint}
        </p>
      )}
      {problems.length > 0 && <Problems id={`${id}-problems`} problems={problems} />}
    </div>
  )
}

const looks = { error: styles.error, warning: styles.warning, hint: styles.advice }

function Problems({ id, problems }: { id: string; problems: readonly FieldProblem[] }) {
  return (
    <ul id={id} className={styles.problems}>
      {problems.map(({ severity, message, fix }) => (
        <li key={message} className={classNames(styles.problem, looks[severity])}>
          <SeverityIcon severity={severity} />
          <span className={styles.message}>
            <span className="visually-hidden">{severity}: </span>
            <InlineCode text={message} />
          </span>
          {fix && (
            <Button size="small" onClick={fix.apply}>
              <InlineCode text={fix.label} />
            </Button>
          )}
        </li>
      ))}
    </ul>
  )
}
