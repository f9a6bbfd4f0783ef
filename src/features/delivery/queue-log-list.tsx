import type { LogEpisode } from '#rehearsal/queue-log.ts'
import { classNames } from '#ui/class-names.ts'
import { clockText, countText } from './lab-text.ts'
import styles from './run-tables.module.css'

interface QueueLogListProps {
  episodes: readonly LogEpisode[]
  /** Lines after those that are kept. */
  more: number
}

/** What Kong's queue would write into the gateway's log, in its words; lines that repeat stand once. */
export function QueueLogList({ episodes, more }: QueueLogListProps) {
  if (episodes.length === 0) return <p className={styles.note}>The queue has logged nothing so far.</p>
  return (
    <ol
      // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls is reached by keyboard
      tabIndex={0}
      aria-label="Kong’s log"
      className={styles.log}
    >
      {episodes.map(({ at, until, level, text, times }, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a line has no other identity than its place
        <li key={index} className={styles.line}>
          {clockText(at)}{' '}
          <span className={classNames(level === 'error' && styles.error, level === 'warn' && styles.warn)}>
            [{level}]
          </span>{' '}
          {text}
          {times > 1 && (
            <span className={styles.times}>
              {' '}
              × {countText(times)} until {clockText(until)}
            </span>
          )}
        </li>
      ))}
      {more > 0 && <li className={styles.times}>{countText(more)} more lines</li>}
    </ol>
  )
}
