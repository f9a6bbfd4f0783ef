/** A run in a sentence, and its counts as people read them. */
import type { RehearsalSummary } from '#rehearsal/summary.ts'

const numbers = new Intl.NumberFormat('en-US')

/** `1,000,000`. */
export function numberText(value: number): string {
  return numbers.format(value)
}

/** `1 event`, `2 events`. */
export function countText(count: number, what: string): string {
  return `${numberText(count)} ${count === 1 ? what : `${what}s`}`
}

/** `3 requests → 3 events → 3 delivered`. */
export function runText({ requests, events }: RehearsalSummary): string {
  const parts = [
    countText(requests.requests, 'request'),
    countText(events.emitted, 'event'),
    `${numberText(events.delivered)} delivered`,
  ]
  const gone = [
    ...(requests.dropped > 0 ? [`${countText(requests.dropped, 'request')} dropped`] : []),
    ...(events.lost > 0 ? [`${countText(events.lost, 'event')} lost`] : []),
    ...(events.dropped > 0 ? [`${countText(events.dropped, 'event')} dropped by a queue`] : []),
  ]
  return [parts.join(' → '), ...gone].join(', ')
}

/** `38 %`; under one percent with its first digit, `0.3 %`. */
export function shareText(part: number, whole: number): string {
  if (whole === 0) return '–'
  const percent = (part / whole) * 100
  return `${percent > 0 && percent < 1 ? percent.toPrecision(1) : Math.round(percent)} %`
}

/** `2 h 5 min`, `12 s`, `8 ms`. */
export function durationText(seconds: number): string {
  if (seconds < 1) return `${Math.round(seconds * 1000)} ms`
  if (seconds < 60) return `${Number(seconds.toFixed(1))} s`
  const minutes = Math.round(seconds / 60)
  if (minutes < 60) return `${minutes} min`
  const hours = Math.floor(minutes / 60)
  if (hours < 48) return minutes % 60 === 0 ? `${hours} h` : `${hours} h ${minutes % 60} min`
  return `${Math.round(hours / 24)} days`
}

const MONTH_SECONDS = 30 * 24 * 60 * 60

/** As many in 30 days as the run's pace makes; undefined for a run of no length. */
export function perMonth(
  count: number,
  { duration }: Pick<RehearsalSummary, 'duration'>,
): number | undefined {
  return duration > 0 ? Math.round((count / duration) * MONTH_SECONDS) : undefined
}
