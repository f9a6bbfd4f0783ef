import type { ReactNode } from 'react'
import styles from './trace-list.module.css'

export interface TraceListStep {
  /** Names the step: `route`, `subject`. */
  step: string
  outcome: 'ok' | 'failed' | 'skipped'
  summary: string
  /** Where in the document it was read. */
  path?: readonly (string | number)[] | undefined
  why?: string | undefined
}

const marks = {
  ok: { glyph: '✓', word: 'ok' },
  failed: { glyph: '✕', word: 'failed' },
  skipped: { glyph: '○', word: 'skipped' },
}

interface TraceListProps {
  label: string
  steps: readonly TraceListStep[]
  /** How a place in the document is shown, such as with a link to it. */
  showPath?: (path: readonly (string | number)[]) => ReactNode
}

function plainPath(path: readonly (string | number)[]): ReactNode {
  return <code>{path.join('.')}</code>
}

/** Steps in their order, each with its outcome, where it was read and the rule behind it. */
export function TraceList({ label, steps, showPath = plainPath }: TraceListProps) {
  return (
    <ol className={styles.trace} aria-label={label}>
      {steps.map(({ step, outcome, summary, path, why }, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a step has no other identity than its place
        <li key={index} data-outcome={outcome}>
          <span className={styles.mark} aria-hidden="true">
            {marks[outcome].glyph}
          </span>
          <div>
            <p>
              <strong>{step}</strong>
              <span className="visually-hidden">
                , step {index + 1} of {steps.length}, {marks[outcome].word}
              </span>{' '}
              <span>{summary}</span>
            </p>
            {path !== undefined && path.length > 0 && showPath(path)}
            {why !== undefined && <p className={styles.why}>{why}</p>}
          </div>
        </li>
      ))}
    </ol>
  )
}
