import type { BatchCourse } from '#rehearsal/batch-courses.ts'
import { Badge, type Tone } from '#ui/badge.tsx'
import { countText, secondsText } from './lab-text.ts'
import styles from './run-tables.module.css'

interface AttemptsTableProps {
  courses: readonly BatchCourse[]
  /** Batches that failed, too, and are not kept. */
  more: number
}

/** Batches that failed at least once, with the wait before each further attempt. */
export function AttemptsTable({ courses, more }: AttemptsTableProps) {
  if (courses.length === 0) return <p className={styles.note}>No batch has failed so far.</p>
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls is reached by keyboard
    <section className={styles.scroll} tabIndex={0} aria-label="Batches that failed">
      <table className={styles.table}>
        <thead>
          <tr>
            <th scope="col">Batch</th>
            <th scope="col">Worker</th>
            <th scope="col">Events</th>
            <th scope="col" className={styles.text}>
              End
            </th>
            <th scope="col" className={styles.text}>
              Attempts: seconds after the first, then the wait
            </th>
          </tr>
        </thead>
        <tbody>
          {courses.map(course => (
            <tr key={course.number}>
              <th scope="row">#{course.number}</th>
              <td>{course.worker}</td>
              <td>{countText(course.events)}</td>
              <td className={styles.text}>
                <End course={course} />
              </td>
              <td className={styles.text}>
                <Tries course={course} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {more > 0 && (
        <p className={styles.note}>
          {countText(more)} more batches failed; the first {countText(courses.length)} are listed.
        </p>
      )}
    </section>
  )
}

const ends: Record<string, { tone: Tone; glyph: string; word: string }> = {
  delivered: { tone: 'ok', glyph: '✓', word: 'Delivered' },
  max_retry_time: { tone: 'danger', glyph: '✕', word: 'Lost: max_retry_time' },
  breaker_open: { tone: 'danger', glyph: '✕', word: 'Lost: breaker_open' },
  probe_failed: { tone: 'danger', glyph: '✕', word: 'Lost: probe_failed' },
  shutdown: { tone: 'danger', glyph: '✕', word: 'Lost: shutdown' },
  retrying: { tone: 'warn', glyph: '↻', word: 'Retrying' },
}

function End({ course }: { course: BatchCourse }) {
  const look = ends[course.end ?? 'retrying']
  return (
    look && (
      <Badge tone={look.tone} glyph={look.glyph}>
        {look.word}
      </Badge>
    )
  )
}

function Tries({ course: { attempts } }: { course: BatchCourse }) {
  const start = attempts[0]?.at ?? 0
  return (
    <ol className={styles.tries}>
      {attempts.map(({ at, answered, error, wait }) => (
        <li
          key={at}
          className={error === undefined ? undefined : styles.failed}
          title={`${error ?? 'accepted'}, after ${secondsText(answered - at)}`}
        >
          {error === undefined ? '✓' : '✕'}
          {secondsText(at - start)}
          {wait !== undefined && <span className={styles.wait}> +{secondsText(wait)}</span>}
        </li>
      ))}
    </ol>
  )
}
