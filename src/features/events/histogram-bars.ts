/** What the histogram shows: the store's buckets, or those of rows that only the gateway knows. */
import type { EventHistogram } from '#api/event-contract.ts'
import { createHistogram, emptySpan } from '#events/event-counts.ts'
import type { Row } from './event-row.ts'

export interface Bar {
  /** Milliseconds since the epoch; `to` exclusive. */
  from: number
  to: number
  count: number
  errors: number
}

export interface Bars {
  step: number
  bars: Bar[]
}

export function barsOfStore({ step_ms, buckets }: EventHistogram): Bars {
  return {
    step: step_ms,
    bars: buckets.map(({ from, to, ...counts }) => ({
      from: Date.parse(from),
      to: Date.parse(to),
      ...counts,
    })),
  }
}

const mostBars = 60

export function barsOfRows(rows: readonly Row[]): Bars {
  const timed = rows.filter(({ time }) => Number.isFinite(time))
  const span = timed.reduce(
    ({ from, to }, { time }) => ({ from: Math.min(from, time), to: Math.max(to, time) }),
    emptySpan,
  )
  const histogram = createHistogram(span, mostBars)
  for (const row of timed) histogram.add(row.time, hasFinding(row) ? 1 : 0)
  const { step, buckets } = histogram.result()
  return { step, bars: buckets }
}

function hasFinding(row: Row): boolean {
  return row.kind === 'event' && (row.ingested?.validation_errors?.length ?? 0) > 0
}
