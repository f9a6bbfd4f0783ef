import { memo, type ReactNode } from 'react'
import { Badge } from '#ui/badge.tsx'
import { CustomerName } from './customer-name.tsx'
import type { EventColumn } from './event-columns.ts'
import { cloudEventOf, type RequestRow, type Row } from './event-row.ts'
import styles from './events-grid.module.css'
import { checkStatus, deliveryStatus, outcomeStatus, rowLabel, type Status } from './row-status.ts'
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
      style={{ top }}
      onClick={() => onPick(row.key)}
    >
      <Cell name="outcome" content={<StatusGlyph status={outcomeStatus(row)} />} />
      {columns.map(column => (
        <Cell
          key={column}
          name={column}
          {...(column === 'age' ? { content: ago(row.time, now) } : cells[column](row))}
        />
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
      style={{ top }}
    >
      <Cell name="outcome" content="…" />
    </div>
  )
}

interface CellContent {
  content: ReactNode
  /** Whole when the pointer rests on it, where the column may cut it off. */
  title?: string | undefined
}

const cells: Record<Exclude<EventColumn, 'age'>, (row: Row) => CellContent> = {
  time: row => ({
    content: listedTime(row.time, Date.now()),
    title: `${calendarDay(row.time)} ${timeOfDay(row.time)}`,
  }),
  type: row => (row.kind === 'event' ? text(row.type) : requestLine(row)),
  subject: row => (row.kind === 'event' ? text(row.subject) : { content: '(no event)' }),
  customer: row => customer(row.kind === 'event' ? row.ingested?.customer?.id : undefined),
  delivery: row => badge(row.kind === 'event' ? deliveryStatus(row) : undefined),
  check: row => badge(checkStatus(row)),
  source: row => text(cloudEventOf(row)?.source),
  id: row => text(row.kind === 'event' ? row.id : row.exchange.request_id),
  method: row => text(row.exchange?.method),
  path: row => text(row.exchange?.uri),
  status: row => text(row.exchange?.status.toString()),
  route: row => text(row.exchange?.route?.name ?? row.exchange?.route?.id),
  service: row => text(row.exchange?.service?.name ?? row.exchange?.service?.id),
  consumer: row => text(row.exchange?.consumer?.username ?? row.exchange?.consumer?.id),
}

function text(value: string | undefined): CellContent {
  return value === undefined || value === '' ? { content: '–' } : { content: value, title: value }
}

function customer(id: string | undefined): CellContent {
  return id === undefined ? text(id) : { content: <CustomerName id={id} />, title: id }
}

/** A request that made no event says which request it was. */
function requestLine({ exchange: { method, uri, status } }: RequestRow): CellContent {
  return { content: `${method} ${uri} → ${status}`, title: `${method} ${uri}` }
}

function badge(status: Status | undefined): CellContent {
  if (status === undefined) return { content: '–' }
  return { content: <Badge {...status}>{status.word}</Badge>, title: status.word }
}

function Cell({ name, content, title }: CellContent & { name: string }) {
  return (
    // biome-ignore lint/a11y/useSemanticElements: part of a virtualised grid
    // biome-ignore lint/a11y/useFocusableInteractive: the grid has the focus
    <span role="gridcell" className={styles.cell} data-cell={name} title={title}>
      {content}
    </span>
  )
}
