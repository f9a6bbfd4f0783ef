import { useMemo } from 'react'
import { NARROW, useMediaQuery } from '#ui/use-media-query.ts'
import { listedRows } from './events-grid.tsx'
import styles from './events-page.module.css'
import { missedWords } from './missed-words.ts'
import { RetentionNotice } from './retention-notice.tsx'
import { countBeside } from './rows-before-history.ts'
import { calendarDay, timeOfDay } from './time-of-day.ts'
import type { EventList } from './use-event-list.ts'

/** Under the list: what lies beyond its end, so that nothing is missing without a word. */
export function EventsEnd({ list }: { list: EventList }) {
  return (
    <div className={styles.end}>
      <TooMany list={list} />
      <OldRequests list={list} />
      <Discarded list={list} />
      <Unlisted list={list} />
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
function OldRequests({ list: { from, beside } }: { list: EventList }) {
  const { dropped, lost, notMetered, onTheirWay, elsewhere } = useMemo(() => countBeside(beside), [beside])
  const parts = [
    ...(dropped > 0 ? [`${counted(dropped, 'request')} dropped before then: see Dropped`] : []),
    ...(lost > 0 ? [`${counted(lost, 'event')} lost: see Lost`] : []),
    ...(elsewhere > 0
      ? [`${counted(elsewhere, 'event')} delivered to another ingest endpoint: counted, not listed`]
      : []),
    ...(onTheirWay > 0 ? [`${counted(onTheirWay, 'event')} on their way: counted, not listed`] : []),
    ...(notMetered > 0 ? [`${counted(notMetered, 'request')} not metered: counted, not listed`] : []),
  ]
  if (parts.length === 0) return null
  return (
    <p>{`Before ${calendarDay(from)} ${timeOfDay(from)} the list has stored events only. ${parts.join('; ')}.`}</p>
  )
}

/** The gateway remembers its latest requests, and of many in a second some. */
function Discarded({ list: { snapshot } }: { list: EventList }) {
  const { discarded, thinned } = snapshot ?? { discarded: 0, thinned: 0 }
  if (discarded === 0) return null
  const isAll = thinned === discarded
  const noun = thinned > 0 ? 'request' : 'older request'
  const why =
    thinned > 0 &&
    ` ${isAll ? 'They' : `${thinned.toLocaleString('en-US')} of them`} came under load: it keeps up to 1,000 a second, and 1,000 more that made no event or ended badly.`
  return (
    <p>
      {`${counted(discarded, noun)} of the gateway ${discarded === 1 ? 'is' : 'are'} counted, not kept: their events that arrived are listed, nothing else of them.`}
      {why}
    </p>
  )
}

/** What was missed of requests that are not kept. The bill has the newest lost events even so. */
function Unlisted({ list: { snapshot } }: { list: EventList }) {
  if (snapshot === undefined) return null
  const { dropped, lost } = snapshot.missed
  const missing = missedWords({ dropped: dropped.all - dropped.kept, lost: lost.all - lost.kept })
  if (missing === undefined) return null
  return (
    <p>
      {`Not in the tabs, since their requests are not kept: ${missing}; see Usage & bill. In all, since it started: ${missedWords({ dropped: dropped.all, lost: lost.all })}.`}
    </p>
  )
}

function counted(count: number, noun: string): string {
  return `${count.toLocaleString('en-US')} ${noun}${count === 1 ? '' : 's'}`
}
