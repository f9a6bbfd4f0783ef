import { NARROW, useMediaQuery } from '#ui/use-media-query.ts'
import { listedRows } from './events-grid.tsx'
import styles from './events-page.module.css'
import { RetentionNotice } from './retention-notice.tsx'
import { calendarDay, timeOfDay } from './time-of-day.ts'
import type { EventList } from './use-event-list.ts'

/** Under the list: what lies beyond its end, so that nothing is missing without a word. */
export function EventsEnd({ list }: { list: EventList }) {
  return (
    <div className={styles.end}>
      <TooMany list={list} />
      <OldRequests list={list} />
      <Discarded list={list} />
      <RetentionNotice />
    </div>
  )
}

/** Browsers can scroll through about a million rows. */
function TooMany({ list: { rows } }: { list: EventList }) {
  const listed = listedRows(rows.count, useMediaQuery(NARROW))
  if (listed === rows.count) return null
  return (
    <p>
      {`The list scrolls through the newest ${listed.toLocaleString('en-US')} of ${rows.count.toLocaleString('en-US')} rows: for older ones, choose a time. An export has them all.`}
    </p>
  )
}

/** Where history begins, rows that only the gateway knows are no longer among the stored events. */
function OldRequests({ list: { from, requestsBefore, isStored, state } }: { list: EventList }) {
  const { dropped, lost, notMetered } = requestsBefore
  if (!isStored || state.view !== 'all' || dropped + lost + notMetered === 0) return null
  const parts = [
    ...(dropped > 0 ? [`${counted(dropped, 'request')} dropped before then: see Dropped`] : []),
    ...(lost > 0 ? [`${counted(lost, 'event')} lost: see Lost`] : []),
    ...(notMetered > 0 ? [`${counted(notMetered, 'request')} not metered: counted, not listed`] : []),
  ]
  return (
    <p>{`Before ${calendarDay(from)} ${timeOfDay(from)} the list has stored events only. ${parts.join('; ')}.`}</p>
  )
}

/** The gateway remembers its latest requests, and of many in a second some. */
function Discarded({ list: { snapshot } }: { list: EventList }) {
  const { discarded, thinned } = snapshot ?? { discarded: 0, thinned: 0 }
  if (discarded === 0) return null
  const noun = thinned > 0 ? 'request' : 'older request'
  return (
    <p>
      {`${counted(discarded, noun)} of the gateway ${discarded === 1 ? 'is' : 'are'} counted, not kept: the events they made stay, those without an event are not listed.`}
      {thinned > 0 &&
        ` ${thinned.toLocaleString('en-US')} of them came under load: it keeps up to 1,000 a second, and 1,000 more that made no event or ended badly.`}
    </p>
  )
}

function counted(count: number, noun: string): string {
  return `${count.toLocaleString('en-US')} ${noun}${count === 1 ? '' : 's'}`
}
