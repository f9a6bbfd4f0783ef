import { useQuery } from '@tanstack/react-query'
import { type EventRetention, getEventRetention } from '#api/event-contract.ts'
import { call } from './call.ts'
import styles from './retention-notice.module.css'
import { calendarDay, timeOfDay } from './time-of-day.ts'

/** What the store has removed, so that nothing is missing without a word. */
export function RetentionNotice() {
  const { data } = useQuery({
    queryKey: ['event-retention'],
    queryFn: () => call(getEventRetention),
    refetchInterval: 10_000,
    retry: false,
  })
  if (data === undefined || data.removed.events === 0) return null
  const { removed, removals } = data
  return (
    <details className={styles.retention}>
      <summary>
        {`${countOf(removed.events)} removed by retention`}
        {removed.to !== null && `, up to ${momentOf(removed.to)}`}. {limitsOf(data)}
      </summary>
      <ul>
        {removals.map(({ at, reason, events, from, to }) => (
          <li key={`${at} ${reason}`}>
            {`${momentOf(at)}: ${countOf(events)} from ${momentOf(from)} to ${momentOf(to)}, ${reasons[reason]}`}
          </li>
        ))}
      </ul>
    </details>
  )
}

const reasons: Record<EventRetention['removals'][number]['reason'], string> = {
  max_events: 'because there were more than the limit',
  max_age: 'because they were older than the limit',
  max_bytes: 'because the store was larger than the limit',
}

function limitsOf({ limits, stored }: EventRetention): string {
  const { max_events, max_age_days, max_bytes } = limits
  const parts = [
    ...(max_events === null ? [] : [`${max_events.toLocaleString('en-US')} events`]),
    ...(max_age_days === null ? [] : [`${max_age_days} days`]),
    ...(max_bytes === null ? [] : [`${Math.round(max_bytes / 1_000_000).toLocaleString('en-US')} MB`]),
  ]
  const kept = `${stored.events.toLocaleString('en-US')} are kept`
  return parts.length === 0 ? `${kept}.` : `${kept}; the limit is ${parts.join(', ')}.`
}

function countOf(events: number): string {
  return `${events.toLocaleString('en-US')} ${events === 1 ? 'event' : 'events'}`
}

function momentOf(time: string): string {
  const at = Date.parse(time)
  return `${calendarDay(at)} ${timeOfDay(at).slice(0, 8)}`
}
