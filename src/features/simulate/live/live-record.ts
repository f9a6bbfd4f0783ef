/** A record of traffic as a live run takes it. */

import type { LiveTraffic } from '#api/live-run-contract.ts'
import type { TrafficSource } from '#traffic/traffic-options.ts'
import type { OpenedRecord } from '../replay/opened-record.ts'
import { recordTraffic } from '../replay/opened-record.ts'

/** So much of a record is sent to the server at once; the API takes 16 MB. */
const MOST_BYTES = 10_000_000

/** Sources of which the beginning is a record, too. */
const ofLines: readonly TrafficSource[] = ['kong-log', 'access-log', 'csv']

/** What of the record a live run cannot take, in a sentence. */
export function liveLimit({
  file,
  source,
}: OpenedRecord): { kind: 'cut' | 'refused'; text: string } | undefined {
  if (file.size <= MOST_BYTES || source === undefined) return undefined
  const size = `${MOST_BYTES / 1_000_000} MB`
  return ofLines.includes(source)
    ? { kind: 'cut', text: `A live run takes the first ${size} of a log.` }
    : { kind: 'refused', text: `A live run takes a file of up to ${size}` }
}

/** Undefined while nobody knows what it is. */
export async function liveRecord(record: OpenedRecord): Promise<LiveTraffic | undefined> {
  const traffic = recordTraffic(record)
  if (traffic?.kind !== 'record') return undefined
  const { file, source, options } = traffic
  return { kind: 'record', name: record.name, source, text: await headOf(file), options }
}

/** Whole lines. */
async function headOf(file: Blob): Promise<string> {
  if (file.size <= MOST_BYTES) return file.text()
  const text = await file.slice(0, MOST_BYTES).text()
  return text.slice(0, text.lastIndexOf('\n') + 1)
}
