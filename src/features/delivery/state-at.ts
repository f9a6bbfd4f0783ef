/** What stood at a moment of a run. */
import type { BatchCourse } from '#rehearsal/batch-courses.ts'
import type { LogEpisode } from '#rehearsal/queue-log.ts'
import type { LoadReport } from '#rehearsal/rehearse-load.ts'

export interface LabState {
  emitted: number
  delivered: number
  late: number
  lost: number
  dropped: number
  /** Events that the endpoint got once more; it counts them once. */
  duplicated: number
  /** Events that waited, over all queues. */
  waiting: number
  /** Age of the oldest event under way, in seconds. */
  oldest: number
}

/** Counts up to the end of the point that the moment is in. */
export function stateAt({ series }: LoadReport, t: number): LabState {
  const state: LabState = {
    emitted: 0,
    delivered: 0,
    late: 0,
    lost: 0,
    dropped: 0,
    duplicated: 0,
    waiting: 0,
    oldest: 0,
  }
  for (const point of series.points) {
    if (point.from > t) break
    state.emitted += point.emitted
    state.delivered += point.delivered
    state.late += point.late
    state.lost += point.lost
    state.dropped += point.dropped
    state.duplicated += point.duplicated
    state.waiting = point.max_waiting
    state.oldest = point.oldest
  }
  return state
}

/** The lines that the log had by then. */
export function logAt(episodes: readonly LogEpisode[], t: number): LogEpisode[] {
  return episodes.filter(({ at }) => at <= t)
}

/** The batches that were begun by then, with the attempts that they had; one that has not ended yet has no end. */
export function coursesAt(courses: readonly BatchCourse[], t: number): BatchCourse[] {
  return courses.flatMap(course => {
    const attempts = course.attempts.filter(({ at }) => at <= t)
    const last = course.attempts.at(-1)
    const ended = last !== undefined && last.answered <= t
    return attempts.length === 0 ? [] : [{ ...course, attempts, end: ended ? course.end : undefined }]
  })
}
