import { memo, type ReactNode } from 'react'
import { Badge } from '#ui/badge.tsx'
import type { EventColumn } from './event-columns.ts'
import { cloudEventOf, type EventRow, type RequestRow, type Row } from './event-row.ts'
import styles from './events-grid.module.css'
import { checkStatus, deliveryStatus, outcomeStatus, rowLabel } from './row-status.ts'
import { StatusGlyph } from './status-glyph.tsx'
import { ago, calendarDay, listedTime, timeOfDay } from './time-of-day.ts'

interface Place {
  id: string
  index: number
  top: number
}

interface EventsGridRowProps extends Place {
  row: Row
  columns: readonly EventColumn[]
  /** For ages; 0 where none is shown. */
  now: number
  active: boolean
  selected: boolean
  marked: boolean
  onPick: (key: string) => void
}

/** One row; on a phone the same cells stand as a card of two lines. */
export const EventsGridRow = memo(function EventsGridRow(props: EventsGridRowProps) {
  const { id, row, index, top, columns, now, active, selected, marked, onPick } = props
  return (
    // biome-ignore lint/a11y/useSemanticElements: part of a virtualised grid
    // biome-ignore lint/a11y/useFocusableInteractive: the grid has the focus
    // biome-ignore lint/a11y/useKeyWithClickEvents: the grid handles the keys
    <div
      role="row"
      id={id}
      aria-rowindex={index + 2}
      aria-selected={selected}
      aria-label={`${rowLabel(row)}${marked ? ', marked to compare' : ''}`}
      className={styles.row}
      data-kind={row.kind}
      data-active={active || undefined}
      data-marked={marked || undefined}
      data-checked={checkStatus(row) !== undefined || undefined}
      style={{ transform: `translateY(${top}px)` }}
      onClick={() => onPick(row.key)}
    >
      <Cell name="outcome">
        <StatusGlyph status={outcomeStatus(row)} />
      </Cell>
      {columns.map(column => (
        <Cell key={column} name={column}>
          {column === 'age' ? ago(row.time, now) : cells[column](row)}
        </Cell>
      ))}
    </div>
  )
})

/** Where a row will be once it is read. */
export function WaitingRow({ id, index, top }: Place) {
  return (
    // biome-ignore lint/a11y/useSemanticElements: part of a virtualised grid
    // biome-ignore lint/a11y/useFocusableInteractive: the grid has the focus
    <div
      role="row"
      id={id}
      aria-rowindex={index + 2}
      aria-busy="true"
      aria-label="Loading"
      className={styles.row}
      data-waiting
      style={{ transform: `translateY(${top}px)` }}
    >
      <Cell name="outcome">…</Cell>
    </div>
  )
}

const cells: Record<Exclude<EventColumn, 'age'>, (row: Row) => ReactNode> = {
  time: row => (
    <time dateTime={dateTime(row.time)} title={`${calendarDay(row.time)} ${timeOfDay(row.time)}`}>
      {listedTime(row.time, Date.now())}
    </time>
  ),
  type: row => (row.kind === 'event' ? text(row.type) : <RequestLine row={row} />),
  subject: row =>
    row.kind === 'event' ? text(row.subject) : <span className={styles.request}>(no event)</span>,
  customer: row => (row.kind === 'event' && text(row.ingested?.customer?.id)) || '–',
  delivery: row => (row.kind === 'event' ? <DeliveryBadge row={row} /> : '–'),
  check: row => <CheckBadge row={row} />,
  source: row => text(cloudEventOf(row)?.source),
  id: row => text(row.kind === 'event' ? row.id : row.exchange.request_id),
  method: row => text(row.exchange?.method),
  path: row => text(row.exchange?.uri),
  status: row => text(row.exchange?.status.toString()),
  route: row => text(row.exchange?.route?.name ?? row.exchange?.route?.id),
  service: row => text(row.exchange?.service?.name ?? row.exchange?.service?.id),
  consumer: row => text(row.exchange?.consumer?.username ?? row.exchange?.consumer?.id),
}

/** Whole when the pointer rests on it. */
function text(value: string | undefined): ReactNode {
  return value === undefined ? '–' : <span title={value}>{value}</span>
}

/** A request that made no event says which request it was. */
function RequestLine({ row }: { row: RequestRow }) {
  const { method, uri, status } = row.exchange
  return (
    <span className={styles.request} title={`${method} ${uri}`}>
      {method} {uri} → {status}
    </span>
  )
}

function DeliveryBadge({ row }: { row: EventRow }) {
  const status = deliveryStatus(row)
  return <Badge {...status}>{status.word}</Badge>
}

function CheckBadge({ row }: { row: Row }) {
  const status = checkStatus(row)
  return status ? <Badge {...status}>{status.word}</Badge> : '–'
}

function Cell({ name, children }: { name: string; children: ReactNode }) {
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
