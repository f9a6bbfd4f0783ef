/** A run's course in a bounded number of points: when it gets longer, two points become one. */
import type { SeriesPoint } from './summary.ts'

export interface Series {
  /** The point of a moment, to be counted on. Seconds. */
  at(seconds: number): SeriesPoint
  /** From this moment on so many events wait: also in the spans in which nothing happens. */
  waiting(seconds: number, count: number): void
  /** From this moment on the oldest event under way is one of `since`; undefined when there is none. */
  oldest(seconds: number, since: number | undefined): void
  read(): { span: number; points: SeriesPoint[] }
}

const MAX_POINTS = 512

export function createSeries(): Series {
  let span = 1
  let points: SeriesPoint[] = []
  const held: { waiting: number; since: number | undefined } = { waiting: 0, since: undefined }

  function at(seconds: number): SeriesPoint {
    while (seconds >= span * MAX_POINTS) halve()
    const index = Math.floor(seconds / span)
    const known = points[index]
    if (known !== undefined) return known
    const last = points.at(-1)
    if (last !== undefined) age(last, seconds)
    // What nothing happened in stands there too, with what waited meanwhile.
    for (let next = points.length; next <= index; next += 1) {
      const point = { ...emptyPoint(next * span), max_waiting: held.waiting }
      age(point, seconds)
      points.push(point)
    }
    return points[index] ?? emptyPoint(seconds)
  }

  /** The oldest event gets older up to the end of the point, or up to now. */
  function age(point: SeriesPoint, now: number): void {
    if (held.since === undefined) return
    const oldest = Math.min(point.from + span, now) - held.since
    if (oldest > point.oldest) point.oldest = oldest
  }

  function waiting(seconds: number, count: number): void {
    const point = at(seconds)
    held.waiting = count
    if (count > point.max_waiting) point.max_waiting = count
  }

  function oldest(seconds: number, since: number | undefined): void {
    age(at(seconds), seconds)
    held.since = since
  }

  function halve(): void {
    points = points.flatMap((point, index) => (index % 2 === 0 ? [merged(point, points[index + 1])] : []))
    span *= 2
  }

  return { at, waiting, oldest, read: () => ({ span, points }) }
}

function emptyPoint(from: number): SeriesPoint {
  return {
    from,
    requests: 0,
    emitted: 0,
    delivered: 0,
    late: 0,
    lost: 0,
    dropped: 0,
    duplicated: 0,
    attempts: 0,
    failed_attempts: 0,
    max_waiting: 0,
    oldest: 0,
  }
}

function merged(one: SeriesPoint, other: SeriesPoint | undefined): SeriesPoint {
  if (other === undefined) return one
  return {
    from: one.from,
    requests: one.requests + other.requests,
    emitted: one.emitted + other.emitted,
    delivered: one.delivered + other.delivered,
    late: one.late + other.late,
    lost: one.lost + other.lost,
    dropped: one.dropped + other.dropped,
    duplicated: one.duplicated + other.duplicated,
    attempts: one.attempts + other.attempts,
    failed_attempts: one.failed_attempts + other.failed_attempts,
    max_waiting: Math.max(one.max_waiting, other.max_waiting),
    oldest: Math.max(one.oldest, other.oldest),
  }
}
