import type { ExchangeRecord } from '#api/contract.ts'
import styles from './event-drawer.module.css'

const marks = {
  ok: { glyph: '✓', word: 'ok' },
  failed: { glyph: '✕', word: 'failed' },
  skipped: { glyph: '○', word: 'skipped' },
}

/** What the gateway and the engine decided, in order, as they recorded it. */
export function TraceTab({ exchange }: { exchange: ExchangeRecord | undefined }) {
  if (exchange === undefined) {
    return (
      <p className={styles.note}>
        There is no trace: the event did not come through this gateway, or the gateway no longer remembers its
        request.
      </p>
    )
  }
  const { trace } = exchange
  return (
    <ol className={styles.trace} aria-label="Decision trace">
      {trace.map(({ step, outcome, summary, path, why }, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a step has no other identity than its place
        <li key={index} data-outcome={outcome}>
          <span className={styles.mark} aria-hidden="true">
            {marks[outcome].glyph}
          </span>
          <div>
            <p>
              <strong>{step}</strong>
              <span className="visually-hidden">
                , step {index + 1} of {trace.length}, {marks[outcome].word}
              </span>{' '}
              <span>{summary}</span>
            </p>
            {path !== undefined && path.length > 0 && <code>{path.join('.')}</code>}
            {why !== undefined && <p className={styles.why}>{why}</p>}
          </div>
        </li>
      ))}
    </ol>
  )
}
