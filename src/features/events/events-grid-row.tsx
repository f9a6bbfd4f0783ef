import { Badge } from '#ui/badge.tsx'
import type { Row } from './event-row.ts'
import styles from './events-grid.module.css'
import { checkStatus, deliveryStatus, outcomeStatus, rowLabel } from './row-status.ts'
import { StatusGlyph } from './status-glyph.tsx'
import { calendarDay, timeOfDay } from './time-of-day.ts'

interface EventsGridRowProps {
  id: string
  row: Row
  index: number
  top: number
  active: boolean
  selected: boolean
  onClick: () => void
}

/** One row; on a phone the same cells stand as a card of two lines. */
export function EventsGridRow({ id, row, index, top, active, selected, onClick }: EventsGridRowProps) {
  const check = checkStatus(row)
  const delivery = row.kind === 'event' ? deliveryStatus(row) : undefined
  return (
    // biome-ignore lint/a11y/useSemanticElements: part of a virtualised grid
    // biome-ignore lint/a11y/useFocusableInteractive: the grid has the focus
    // biome-ignore lint/a11y/useKeyWithClickEvents: the grid handles the keys
    <div
      role="row"
      id={id}
      aria-rowindex={index + 2}
      aria-selected={selected}
      aria-label={rowLabel(row)}
      className={styles.row}
      data-kind={row.kind}
      data-active={active || undefined}
      data-checked={check !== undefined || undefined}
      style={{ transform: `translateY(${top}px)` }}
      onClick={onClick}
    >
      <Cell name="outcome">
        <StatusGlyph status={outcomeStatus(row)} />
      </Cell>
      <Cell name="time">
        <time dateTime={dateTime(row.time)} title={`${calendarDay(row.time)} ${timeOfDay(row.time)}`}>
          {timeOfDay(row.time)}
        </time>
      </Cell>
      <What row={row} />
      <Cell name="customer">{(row.kind === 'event' && row.ingested?.customer?.id) || '–'}</Cell>
      <Cell name="delivery">{delivery ? <Badge {...delivery}>{delivery.word}</Badge> : '–'}</Cell>
      <Cell name="check">{check ? <Badge {...check}>{check.word}</Badge> : '–'}</Cell>
    </div>
  )
}

/** Type and subject; a request that made no event says which request it was. */
function What({ row }: { row: Row }) {
  if (row.kind === 'event') {
    return (
      <>
        <Cell name="type">{row.type}</Cell>
        <Cell name="subject">{row.subject}</Cell>
      </>
    )
  }
  const { method, uri, status } = row.exchange
  return (
    <>
      <Cell name="type">
        <span className={styles.request} title={`${method} ${uri}`}>
          {method} {uri} → {status}
        </span>
      </Cell>
      <Cell name="subject">
        <span className={styles.request}>(no event)</span>
      </Cell>
    </>
  )
}

function Cell({ name, children }: { name: string; children: React.ReactNode }) {
  return (
    // biome-ignore lint/a11y/useSemanticElements: part of a virtualised grid
    // biome-ignore lint/a11y/useFocusableInteractive: the grid has the focus
    <span role="gridcell" className={styles.cell} data-cell={name}>
      {children}
    </span>
  )
}

function dateTime(milliseconds: number): string | undefined {
  return Number.isFinite(milliseconds) ? new Date(milliseconds).toISOString() : undefined
}
