/** A record of traffic that was opened: what it is, and how it is read. */

import { suggestCsvMapping } from '#traffic/read-csv.ts'
import type { CsvMapping, TrafficOptions, TrafficSource } from '#traffic/traffic-options.ts'
import { detectTraffic } from '#traffic/traffic-source.ts'
import type { Traffic } from '../run/job.ts'

export interface OpenedRecord {
  name: string
  file: Blob
  /** Undefined while nobody knows what it is. */
  source: TrafficSource | undefined
  /** Of an access log; empty: the combined format. */
  logFormat: string
  /** Names of a CSV file's columns. */
  columns: readonly string[]
  mapping: CsvMapping
}

/** So much of a file says what it is. */
const HEAD_BYTES = 1 << 16

export async function openRecord(name: string, file: Blob): Promise<OpenedRecord> {
  const head = await file.slice(0, HEAD_BYTES).text()
  const columns = columnsOf(head)
  return {
    name,
    file,
    source: detectTraffic(head),
    logFormat: '',
    columns,
    mapping: suggestCsvMapping(columns),
  }
}

function columnsOf(head: string): string[] {
  const [first = ''] = head.replace(/^\uFEFF/, '').split(/\r?\n/, 1)
  const cells = first.match(/"(?:[^"]|"")*"|[^,]+/g) ?? []
  return cells.map(cell => cell.replace(/^"(.*)"$/s, '$1').replaceAll('""', '"'))
}

/** What has to be said before it can be read; undefined when nothing has. */
export function missingOf({ source, mapping }: OpenedRecord): string | undefined {
  if (source === undefined) return 'Say what it is read as'
  return source === 'csv' && mapping.fields.url === undefined
    ? 'Say which column holds the URL or path'
    : undefined
}

/** As a job takes it; undefined while it cannot be read. */
export function recordTraffic(record: OpenedRecord): Traffic | undefined {
  const { source, file } = record
  if (source === undefined || missingOf(record) !== undefined) return undefined
  return { kind: 'record', source, file, options: optionsOf(record) }
}

function optionsOf({ source, logFormat, mapping }: OpenedRecord): TrafficOptions {
  if (source === 'csv') return { csv: mapping }
  if (source === 'access-log' && logFormat.trim() !== '') return { logFormat: logFormat.trim() }
  return {}
}
