import { Banner } from '#ui/banner.tsx'
import { Button } from '#ui/button.tsx'
import type { EventView } from './event-view.ts'
import styles from './events-page.module.css'
import { timeOfDay } from './time-of-day.ts'
import type { EventList } from './use-event-list.ts'
import { useGateway } from './use-gateway.ts'

interface EventsNoticesProps {
  list: EventList
  onShowNew: () => void
}

/** What the reader should know about the list as a whole. */
export function EventsNotices({ list, onShowNew }: EventsNoticesProps) {
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
      <div role="status" className={styles.held}>
        {pausedAt !== undefined && <span>{`Paused at ${timeOfDay(pausedAt)}, ${waiting} waiting`}</span>}
        {pausedAt === undefined && waiting > 0 && (
          <Button size="small" onClick={onShowNew}>{`↑ ${counted(waiting, 'new event')}`}</Button>
        )}
      </div>
    </>
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
