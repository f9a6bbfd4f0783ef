/** The list as a file: JSON, JSON Lines or CSV, one record for each row, and its events as a CloudEvents batch.
 * Written piece by piece, so that a million rows need not be in memory.
 */
import type { MeteringEvent } from '#events/ingested-event.ts'
import { csvLine } from '#formats/csv-line.ts'
import { cloudEventOf, type Row } from './event-row.ts'
import { checkStatus, deliveryStatus, outcomeStatus } from './row-status.ts'

export interface RowFormat {
  label: string
  mediaType: string
  extension: string
  head: string
  /** Rows as they follow the head or other rows. */
  rows: (rows: readonly Row[], isFirst: boolean) => string
  tail: string
}

export const exportFormats = {
  json: {
    ...{ label: 'JSON', mediaType: 'application/json', extension: 'json' },
    head: '[',
    rows: (rows, isFirst) =>
      rows.map((row, at) => `${isFirst && at === 0 ? '' : ','}\n${jsonOf(row)}`).join(''),
    tail: '\n]\n',
  },
  jsonl: {
    ...{ label: 'JSON Lines', mediaType: 'application/jsonl', extension: 'jsonl' },
    head: '',
    rows: rows => rows.map(row => `${JSON.stringify(recordOf(row))}\n`).join(''),
    tail: '',
  },
  csv: {
    ...{ label: 'CSV', mediaType: 'text/csv', extension: 'csv' },
    get head() {
      return csvLine(columns)
    },
    rows: rows => rows.map(row => csvLine(csvCells(row))).join(''),
    tail: '',
  },
} as const satisfies Record<string, RowFormat>
export type ExportFormat = keyof typeof exportFormats

function jsonOf(row: Row): string {
  return JSON.stringify(recordOf(row), null, 2).replaceAll(/^/gm, '  ')
}

function csvCells(row: Row): string[] {
  const { check, event, ...record } = recordOf(row)
  const data = event?.data == null ? '' : JSON.stringify(event.data)
  const flat: Partial<Record<string, unknown>> = { ...record, check: check.join('; '), data }
  return columns.map(column => String(flat[column] ?? ''))
}

const columns = [
  ...[
    'time',
    'outcome',
    'type',
    'subject',
    'customer_id',
    'delivery',
    'check',
    'reason',
    'event_id',
    'source',
  ],
  ...['method', 'uri', 'status', 'route', 'service', 'consumer', 'request_id', 'data'],
]

/** The rows' events as they are ingested together; requests that made none have none. */
export function batchOf(rows: readonly Row[]): MeteringEvent[] {
  return rows.flatMap(row => cloudEventOf(row) ?? [])
}

/** What a row says, under names that stay; absent is left out. */
function recordOf(row: Row) {
  const { exchange } = row
  const time = Number.isFinite(row.time) ? new Date(row.time).toISOString() : undefined
  return {
    time,
    outcome: outcomeStatus(row).word.toLowerCase(),
    ...(row.kind === 'event' && {
      type: row.type,
      subject: row.subject,
      customer_id: row.ingested?.customer?.id,
      delivery: deliveryStatus(row).word,
    }),
    check: checksOf(row),
    reason: row.kind === 'event' ? row.inFlight?.reason : row.exchange.reason,
    ...(row.kind === 'event' && { event_id: row.id, source: cloudEventOf(row)?.source }),
    ...(exchange && {
      method: exchange.method,
      uri: exchange.uri,
      status: exchange.status,
      route: exchange.route?.name ?? exchange.route?.id,
      service: exchange.service?.name ?? exchange.service?.id,
      consumer: exchange.consumer?.username ?? exchange.consumer?.id,
      request_id: exchange.request_id,
    }),
    event: cloudEventOf(row),
  }
}

function checksOf(row: Row): string[] {
  if (row.kind === 'event' && row.ingested?.validation_errors !== undefined) {
    return row.ingested.validation_errors.map(({ message }) => message)
  }
  const word = checkStatus(row)?.word
  return word === undefined ? [] : [word]
}
