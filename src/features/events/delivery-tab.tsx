import { Badge } from '#ui/badge.tsx'
import styles from './event-drawer.module.css'
import type { EventRow } from './event-row.ts'
import { reasonWords } from './row-reason.ts'
import { deliveryStatus } from './row-status.ts'
import { timeOfDay } from './time-of-day.ts'

/** The tries of the batch that the event was in. */
export function DeliveryTab({ row }: { row: EventRow }) {
  const status = deliveryStatus(row)
  const attempts = row.inFlight?.attempts ?? []
  return (
    <div className={styles.delivery}>
      <p>
        <Badge {...status}>{status.word}</Badge>{' '}
        {row.inFlight?.reason !== undefined && reasonWords(row.inFlight.reason)}
      </p>
      {attempts.length === 0 ? (
        <p className={styles.note}>{withoutAttempts(row)}</p>
      ) : (
        <table>
          <caption className="visually-hidden">Attempts</caption>
          <thead>
            <tr>
              <th scope="col">Attempt</th>
              <th scope="col">Time</th>
              <th scope="col">Answer</th>
            </tr>
          </thead>
          <tbody>
            {attempts.map(({ at, status: answer, error }, index) => (
              <tr key={at}>
                <td>{index + 1}</td>
                <td>{timeOfDay(Date.parse(at))}</td>
                <td>{[answer, error].filter(Boolean).join(' ')}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </div>
  )
}

function withoutAttempts({ delivery }: EventRow): string {
  if (delivery === 'received')
    return 'No request is known for it: somebody else sent it, or the gateway no longer keeps its request.'
  if (delivery === 'lost') return 'Nothing was tried: the queue gave the event up before.'
  return delivery === 'waiting'
    ? 'Nothing was tried yet: the queue is collecting a batch.'
    : 'No attempt is recorded.'
}
