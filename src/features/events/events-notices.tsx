import { Banner } from '#ui/banner.tsx'
import { Button } from '#ui/button.tsx'
import type { Row } from './event-row.ts'
import type { EventView } from './event-view.ts'
import styles from './events-page.module.css'
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
      <ScanNotice list={list} />
      {comparison.marked && <Marked row={comparison.marked} onUnmark={comparison.unmark} />}
      <div role="status" className={styles.held}>
        {pausedAt !== undefined && <span>{`Paused at ${timeOfDay(pausedAt)}, ${waiting.text} waiting`}</span>}
        {pausedAt === undefined && waiting.count > 0 && (
          <Button size="small" onClick={onShowNew}>
            {`↑ ${waiting.text} new event${waiting.text === '1' ? '' : 's'}`}
          </Button>
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

function Marked({ row, onUnmark }: { row: Row; onUnmark: () => void }) {
  return (
    <div className={styles.marked}>
      <p role="status">
        <strong>Marked to compare:</strong> {rowLabel(row)}. Open another event and compare it, or press d on
        it.
      </p>
      <Button size="small" variant="quiet" onClick={onUnmark}>
        Unmark
      </Button>
    </div>
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
  return `${count.toLocaleString('en-US')} ${noun}${count === 1 ? '' : 's'}`
}

/** Where events are sent to when they leave the studio; that they do not, every page says below. */
function DeliveryTarget() {
  const data = useGateway()
  if (data === undefined) return null
  const { target, endpoints, problems } = data.delivery
  return (
    <>
      {target !== 'studio' && (
        <p className={styles.note}>
          <strong>Real delivery.</strong> Events go to {endpoints.join(', ') || 'no endpoint yet'}.
        </p>
      )}
      {problems.map(problem => (
        <Banner key={problem} tone="warn">
          {problem}
        </Banner>
      ))}
    </>
  )
}
