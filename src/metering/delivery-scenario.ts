/** What `rehearse-delivery` plays: the plugin's queue, entries by their arrival, and how the ingest endpoint behaves. */
import { z } from 'zod'
import { meteringConfig } from '#plugin/config.ts'
import { microseconds } from './queue-clock.ts'
import { scanEntries } from './scan-entries.ts'

const seconds = z.number().min(0)

const outage = z.strictObject({
  from: seconds.describe('Start, in seconds, inclusive.'),
  to: seconds.describe('End, in seconds, exclusive.'),
  status: z.int().min(100).max(599).describe('What the endpoint answers meanwhile.'),
})

const entry = z.strictObject({ at: seconds, bytes: z.int().min(0) })

const rest = {
  queue: meteringConfig['3.16'].shape.queue,
  sink: z.strictObject({ latency: seconds.default(0), outages: z.array(outage).default([]) }).prefault({}),
}

/** A scenario: the plugin's `queue` (fields of 3.16, defaults filled in), entries by arrival, and how the endpoint behaves. Seconds. */
export const deliveryScenario = z.strictObject({ ...rest, entries: z.array(entry) })
export type DeliveryScenario = z.output<typeof deliveryScenario>

/** Entries in columns, by the million: entry n is at index n - 1. */
export interface EntryColumns {
  readonly count: number
  /** When each arrives, in whole microseconds. */
  readonly at: Float64Array
  readonly bytes: Float64Array
}

/** A scenario ready to be played. */
export interface PlayableScenario extends Omit<DeliveryScenario, 'entries'> {
  entries: EntryColumns
}

/** The scenario with its entries in columns. */
export function playable({ entries, ...others }: DeliveryScenario): PlayableScenario {
  const at = Float64Array.from(entries, entry => microseconds(entry.at))
  const bytes = Float64Array.from(entries, entry => entry.bytes)
  return { ...others, entries: { count: entries.length, at, bytes } }
}

/** Stands for the entries in the text that is left when they are taken out of it. */
const MARK = '(the entries)'

const decoder = new TextDecoder('utf-8', { ignoreBOM: true })

const withMark = z.strictObject({ ...rest, entries: z.literal(MARK) })

/**
 * A scenario's JSON in UTF-8 without the detour over a million objects: the entries are read where they stand, the rest is
 * parsed as ever. Undefined when anything is out of the ordinary: then the schema has to say what it is.
 */
export function scanScenario(json: Uint8Array): PlayableScenario | undefined {
  const from = listStart(json)
  if (from === undefined) return undefined
  const scanned = scanEntries(json, from)
  if (scanned === undefined) return undefined
  const { end, ...entries } = scanned
  // The mark in the place of the list: found there by the schema, it was the scenario's own and only list.
  const [before, behind] = [json.subarray(0, from - 1), json.subarray(end)].map(part => decoder.decode(part))
  const text = `${before}${JSON.stringify(MARK)}${behind}`
  try {
    const parsed = withMark.safeParse(JSON.parse(text))
    return parsed.success ? { ...parsed.data, entries } : undefined
  } catch {
    return undefined
  }
}

const NAME = new TextEncoder().encode('"entries"')
/** More than there is between a name and its value. */
const NEAR = 100

/** Behind the `[` of the first member of this name. */
function listStart(json: Uint8Array): number | undefined {
  const at = json.findIndex((_, start) => NAME.every((code, index) => json[start + index] === code))
  if (at === -1) return undefined
  const start = /^"entries"\s*:\s*\[/.exec(decoder.decode(json.subarray(at, at + NEAR)))
  return start === null ? undefined : at + start[0].length
}
