import { Banner } from '#ui/banner.tsx'
import { Button } from '#ui/button.tsx'
import { NARROW, useMediaQuery } from '#ui/use-media-query.ts'
import type { Row } from './event-row.ts'
import type { EventView } from './event-view.ts'
import { listedRows } from './events-grid.tsx'
import styles from './events-page.module.css'
import { RetentionNotice } from './retention-notice.tsx'
import { rowLabel } from './row-status.ts'
import { calendarDay, timeOfDay } from './time-of-day.ts'
import type { Comparison } from './use-comparison.ts'
import type { EventList } from './use-event-list.ts'
import { useGateway } from './use-gateway.ts'

interface EventsNoticesProps {
  list: EventList
  comparison: Comparison
  onShowNew: () => void
}

/** What the reader should know about the list as a whole. */
export function EventsNotices({ list, comparison, onShowNew }: EventsNoticesProps) {
  const { snapshot, counts, error, pausedAt, waiting } = list
  const requests = counts.all - counts.emitted
  return (
    <>
      <DeliveryTarget />
      {error && (
        <Banner
          tone="danger"
          actions={
            <Button size="small" onClick={list.retry}>
              Retry
            </Button>
          }
        >
          {error.message} {snapshot === undefined ? '' : 'What is shown is what was known before.'} Trying
          again each second.
        </Banner>
      )}
      {counts.emitted === 0 && requests > 0 && (
        <Banner tone="warn" actions={<WhyNone list={list} />}>
          <strong>{`${counted(requests, 'request')}, 0 events.`}</strong> {whyNone(counts)}
        </Banner>
      )}
      {snapshot !== undefined && snapshot.discarded > 0 && (
        <p className={styles.note}>
          {`The gateway no longer remembers the oldest ${counted(snapshot.discarded, 'request')}; their events stay.`}
        </p>
      )}
      <RetentionNotice />
      <ScanNotice list={list} />
      <OldRequests list={list} />
      <TooMany list={list} />
      {comparison.marked && <Marked row={comparison.marked} onUnmark={comparison.unmark} />}
      <div role="status" className={styles.held}>
        {pausedAt !== undefined && <span>{`Paused at ${timeOfDay(pausedAt)}, ${waiting} waiting`}</span>}
        {pausedAt === undefined && waiting > 0 && (
          <Button size="small" onClick={onShowNew}>{`↑ ${counted(waiting, 'new event')}`}</Button>
        )}
      </div>
    </>
  )
}

/** How far a search has come that the store cannot do. */
function ScanNotice({ list: { scan, question } }: { list: EventList }) {
  if (scan === undefined) return null
  const { events, until, isDone, isBusy } = scan.progress()
  const back = until === undefined ? '' : ` back to ${calendarDay(until)} ${timeOfDay(until).slice(0, 8)}`
  return (
    <p className={styles.note}>
      The store cannot look for <code>{question.unread.join(' ')}</code>:{' '}
      {isDone
        ? 'all older events were looked at here.'
        : `${counted(events, 'older event')} were looked at here${back}.`}{' '}
      {!isDone && (
        <Button
          size="small"
          disabledReason={isBusy ? 'It is searching' : undefined}
          onClick={() => scan.search()}
        >
          Search further
        </Button>
      )}
    </p>
  )
}

/** Where history begins, rows that only the gateway knows are no longer among the stored events. */
function OldRequests({ list: { from, counts, isStored, state } }: { list: EventList }) {
  if (!isStored || state.view !== 'all' || counts.dropped + counts.lost === 0) return null
  return (
    <p className={styles.note}>
      {`Before ${calendarDay(from)} ${timeOfDay(from)} this list has stored events only; what was dropped or lost before then is under its own tab.`}
    </p>
  )
}

/** Browsers can scroll through about a million rows. */
function TooMany({ list: { rows } }: { list: EventList }) {
  const listed = listedRows(rows.count, useMediaQuery(NARROW))
  if (listed === rows.count) return null
  return (
    <p className={styles.note}>
      {`The list scrolls through the newest ${listed.toLocaleString('en-US')} of ${rows.count.toLocaleString('en-US')} rows: for older ones, choose a time. An export has them all.`}
    </p>
  )
}

function Marked({ row, onUnmark }: { row: Row; onUnmark: () => void }) {
  return (
    <p className={styles.note} role="status">
      <strong>Marked to compare:</strong> {rowLabel(row)}. Open another event and compare it, or press d on
      it.{' '}
      <Button size="small" variant="quiet" onClick={onUnmark}>
        Unmark
      </Button>
    </p>
  )
}

function WhyNone({ list: { counts, setState } }: { list: EventList }) {
  if (counts.dropped === 0) return null
  return (
    <Button size="small" onClick={() => setState({ view: 'dropped' })}>
      Show dropped
    </Button>
  )
}

function whyNone(counts: Record<EventView, number>): string {
  const notMetered = counts.all - counts.emitted - counts.dropped
  const parts = [
    ...(counts.dropped > 0 ? [`${counts.dropped} dropped by a rule of the plugin`] : []),
    ...(notMetered > 0 ? [`${notMetered} not metered: no enabled plugin metered them`] : []),
  ]
  return `${parts.join('; ')}. Each row says why.`
}

function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`
}

/** Where events are sent to, so that a rehearsal is never taken for production. */
function DeliveryTarget() {
  const data = useGateway()
  if (data === undefined) return null
  const { target, endpoints, problems } = data.delivery
  return (
    <>
      <p className={styles.note}>
        {target === 'studio' ? (
          <>
            <strong>Simulated.</strong> Events go to the studio's own ingest endpoint. Nothing was sent to
            Konnect.
          </>
        ) : (
          <>
            <strong>Real delivery.</strong> Events go to {endpoints.join(', ') || 'no endpoint yet'}.
          </>
        )}
      </p>
      {problems.map(problem => (
        <Banner key={problem} tone="warn">
          {problem}
        </Banner>
      ))}
    </>
  )
}
