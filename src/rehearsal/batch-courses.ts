/** The ways of batches through a queue: when each was tried, what the endpoint answered, and how long the queue then waited. */
import type { QueueEvent, QueueLossReason } from '#metering/queue-event.ts'
import type { QueuedEvent } from './rehearsed-queue.ts'

/** Seconds. `error` is the sender's, in Kong's words; `wait` is absent after the last attempt. */
export interface CourseAttempt {
  at: number
  answered: number
  error?: string
  wait?: number
}

export interface BatchCourse {
  /** Batches are counted from 1, in the order of their first attempts. */
  number: number
  /** From 1. */
  worker: number
  events: number
  attempts: CourseAttempt[]
  end: 'delivered' | QueueLossReason | undefined
}

export interface BatchCourses {
  /** Told by a worker's queue. Workers count from 0. Whether other batches are under way than before. */
  see(event: QueueEvent<QueuedEvent>, worker: number): boolean
  /** When the oldest event under way came; undefined while none is. */
  since(): number | undefined
  /** The first batches that failed at least once, and how many more of them there were. */
  read(): { failed: BatchCourse[]; more: number; longestTry: number }
}

const COURSES_KEPT = 200

/** A batch between its first attempt and its end. */
interface UnderWay {
  number: number
  startedAt: number
  attemptedAt: number
  course: BatchCourse | undefined
}

export function createBatchCourses(): BatchCourses {
  const underWay = new Map<readonly QueuedEvent[], UnderWay>()
  const failed: BatchCourse[] = []
  const counts = { batches: 0, more: 0, longestTry: 0 }

  function begin(batch: readonly QueuedEvent[], at: number): void {
    counts.batches += 1
    underWay.set(batch, { number: counts.batches, startedAt: at, attemptedAt: at, course: undefined })
  }

  function retry(batch: readonly QueuedEvent[], at: number): void {
    const way = underWay.get(batch)
    if (way !== undefined) way.attemptedAt = at
  }

  function wait(batch: readonly QueuedEvent[], delay: number): void {
    const last = underWay.get(batch)?.course?.attempts.at(-1)
    if (last !== undefined) last.wait = delay
  }

  function courseOf(way: UnderWay, events: number, worker: number): BatchCourse | undefined {
    if (way.course !== undefined) return way.course
    if (failed.length >= COURSES_KEPT) return undefined
    way.course = { number: way.number, worker: worker + 1, events, attempts: [], end: undefined }
    failed.push(way.course)
    return way.course
  }

  function fail(event: Extract<QueueEvent<QueuedEvent>, { kind: 'failed' }>, worker: number): void {
    const way = underWay.get(event.batch)
    if (way === undefined) return
    counts.longestTry = Math.max(counts.longestTry, event.at - way.startedAt)
    const course = courseOf(way, event.batch.length, worker)
    if (course === undefined && event.attempt === 1) counts.more += 1
    course?.attempts.push({ at: way.attemptedAt, answered: event.at, error: event.error ?? '' })
  }

  function end(batch: readonly QueuedEvent[], at: number, how: BatchCourse['end']): void {
    const way = underWay.get(batch)
    underWay.delete(batch)
    if (way?.course === undefined) return
    if (how === 'delivered') way.course.attempts.push({ at: way.attemptedAt, answered: at })
    way.course.end = how
  }

  return {
    see(event, worker) {
      switch (event.kind) {
        case 'attempt':
          if (event.attempt === 1) begin(event.batch, event.at)
          else retry(event.batch, event.at)
          return event.attempt === 1
        case 'failed':
          fail(event, worker)
          return false
        case 'retrying':
          wait(event.batch, event.delay)
          return false
        case 'delivered':
          end(event.batch, event.at, 'delivered')
          return true
        case 'lost':
          end(event.batch, event.at, event.reason)
          return true
        case 'enqueued':
        case 'refused':
        case 'dropped':
        case 'log':
          return false
      }
    },
    since: () => underWay.keys().next().value?.[0]?.at,
    read: () => ({ failed, more: counts.more, longestTry: counts.longestTry }),
  }
}
