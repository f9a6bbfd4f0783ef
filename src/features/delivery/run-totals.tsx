import type { ReactNode } from 'react'
import type { LoadReport } from '#rehearsal/rehearse-load.ts'
import { countText, moneyText, secondsText, shareText } from './lab-text.ts'
import styles from './run-totals.module.css'
import type { LabState } from './state-at.ts'
import type { EventPrice } from './use-event-price.ts'

interface RunTotalsProps {
  report: LoadReport
  state: LabState
  price: EventPrice
}

/** What became of the events by the moment looked at, in events and in money. */
export function RunTotals({ report, state, price }: RunTotalsProps) {
  const { emitted, delivered, late, lost, dropped, duplicated } = state
  const money = (count: number) => moneyText(count, price.amount, price.currency)
  const under = emitted - delivered - lost - dropped
  return (
    <dl className={styles.totals} aria-label="What became of the events">
      <Total name="Emitted" value={emitted} note={money(emitted)} />
      <Total
        name="Delivered"
        glyph="✓"
        tone={styles.ok}
        value={delivered}
        note={`${shareText(delivered, emitted)} · ${money(delivered)}`}
      />
      <Total
        name="Of them late"
        glyph="◷"
        tone={styles.warn}
        value={late}
        note={`after a minute · ${money(late)}`}
      />
      <Total
        name="Lost"
        glyph="✕"
        tone={styles.danger}
        value={lost}
        note={`${reasonsText(report.lost)}${money(lost)}`}
      />
      <Total
        name="Dropped"
        glyph="◇"
        tone={styles.drop}
        value={dropped}
        note={`${reasonsText(report.dropped)}${money(dropped)}`}
      />
      <Total name="Under way" value={under} note={`oldest ${secondsText(under === 0 ? 0 : state.oldest)}`} />
      <Total
        name="Duplicated"
        glyph="✓✓"
        value={duplicated}
        note={duplicated === 0 ? 'none came twice' : `counted once; billed twice ${money(duplicated)} more`}
      />
    </dl>
  )
}

/** `max_entries, max_bytes · `. */
function reasonsText(reasons: Partial<Record<string, number>>): string {
  const named = Object.keys(reasons)
  return named.length === 0 ? '' : `${named.join(', ')} · `
}

interface TotalProps {
  name: string
  glyph?: string
  tone?: string | undefined
  value: number
  note: ReactNode
}

function Total({ name, glyph, tone, value, note }: TotalProps) {
  return (
    <div className={styles.total}>
      <dt>
        {glyph !== undefined && (
          <span aria-hidden="true" className={tone}>
            {glyph}{' '}
          </span>
        )}
        {name}
      </dt>
      <dd>
        <span className={styles.value}>{countText(value)}</span>
        <span className={styles.note}>{note}</span>
      </dd>
    </div>
  )
}
