import { Badge } from '#ui/badge.tsx'
import { useCustomerNames } from './customer-name.tsx'
import styles from './event-drawer.module.css'
import type { EventRow, RequestRow, Row } from './event-row.ts'
import { fixesOf } from './finding-fix.ts'
import { FindingSection } from './finding-section.tsx'
import { reasonWords } from './row-reason.ts'
import { checkStatus, deliveryStatus, outcomeStatus } from './row-status.ts'
import { ago, calendarDay, timeOfDay } from './time-of-day.ts'
import type { FindingFixes } from './use-finding-fixes.ts'

export function OverviewTab({ row, fixes }: { row: Row; fixes: FindingFixes }) {
  return row.kind === 'event' ? <EventOverview row={row} fixes={fixes} /> : <RequestOverview row={row} />
}

function EventOverview({ row, fixes }: { row: EventRow; fixes: FindingFixes }) {
  const { ingested, inFlight } = row
  const delivery = deliveryStatus(row)
  const check = checkStatus(row)
  return (
    <>
      <Findings row={row} fixes={fixes} />
      {row.delivery === 'lost' && (
        <section className={styles.finding} data-tone="danger" aria-label="Delivery">
          <strong>{`Lost: ${reasonWords(inFlight?.reason ?? 'delivery gave up')}`}</strong>
          <p>The queue gave this event up. It is not stored, and nobody is billed for it.</p>
        </section>
      )}
      {row.delivery === 'stored' && (
        <section className={styles.finding} aria-label="Delivery">
          <strong>Stored, though its answer was lost</strong>
          <p>{storedWords(inFlight)}</p>
        </section>
      )}
      <dl className={styles.facts}>
        <Fact name="Time">
          {calendarDay(row.time)} {timeOfDay(row.time)} <small>{ago(row.time, Date.now())}</small>
        </Fact>
        <Fact name="Type">{row.type}</Fact>
        <Fact name="Subject">{row.subject}</Fact>
        <Fact name="Customer">{ingested?.customer ? <Customer id={ingested.customer.id} /> : '–'}</Fact>
        <Fact name="Delivery">
          <Badge {...delivery}>{delivery.word}</Badge>
        </Fact>
        <Fact name="Check">
          {check ? <Badge {...check}>{check.word}</Badge> : 'Checked once it is stored'}
        </Fact>
        <Fact name="Id">{row.id}</Fact>
        {ingested && <Fact name="Source">{ingested.event.source}</Fact>}
        {ingested && <Fact name="Ingested">{ingested.ingested_at}</Fact>}
        <RequestFacts row={row} />
      </dl>
    </>
  )
}

/** The name, and the id beside it where a name is known. */
function Customer({ id }: { id: string }) {
  const name = useCustomerNames().get(id)
  if (name === undefined) return id
  return (
    <>
      {name} <small>{id}</small>
    </>
  )
}

function storedWords(inFlight: EventRow['inFlight']): string {
  return inFlight?.delivery === 'lost'
    ? `The queue gave this event up (${reasonWords(inFlight.reason ?? 'no more tries')}), yet one of its attempts had arrived. It counts like any other event.`
    : 'The queue tries to send this event again, and one of its attempts has arrived. Sent again, it has the same id and source and counts once.'
}

function Findings({ row, fixes }: { row: EventRow; fixes: FindingFixes }) {
  const messages = (row.ingested?.validation_errors ?? []).map(({ message }) => message)
  const fixable = fixesOf(row)
  const others = messages.filter(message => fixable.every(fix => fix.message !== message))
  return (
    <>
      {others.map(message => (
        <section key={message} className={styles.finding} aria-label={`Validation error: ${message}`}>
          <code>{message}</code>
          <p>
            The event is stored, and the meter cannot read a value from it: see the meter's value property.
          </p>
        </section>
      ))}
      {fixable.map(fix => (
        <FindingSection key={fix.key} fix={fix} found={messages.includes(fix.message)} fixes={fixes} />
      ))}
    </>
  )
}

function RequestOverview({ row }: { row: RequestRow }) {
  const { reason, message } = row.exchange
  const status = outcomeStatus(row)
  return (
    <>
      <section className={styles.finding} data-tone={status.tone} aria-label={status.word}>
        <Badge {...status}>
          {reason === undefined ? status.word : `${status.word}: ${reasonWords(reason)}`}
        </Badge>
        {message !== undefined && <p>{message}</p>}
      </section>
      <dl className={styles.facts}>
        <Fact name="Time">
          {calendarDay(row.time)} {timeOfDay(row.time)} <small>{ago(row.time, Date.now())}</small>
        </Fact>
        <RequestFacts row={row} />
      </dl>
    </>
  )
}

function RequestFacts({ row: { exchange } }: { row: Row }) {
  if (exchange === undefined) {
    return <Fact name="Request">Not of this gateway, or no longer remembered by it</Fact>
  }
  const { application, consumer, route, service } = exchange
  const facts: [string, string | undefined][] = [
    ['Request', `${exchange.method} ${exchange.uri}`],
    ['Status', String(exchange.status)],
    ['Upstream status', exchange.upstream_status?.toString()],
    ['Duration', `${exchange.duration_ms.toFixed(1)} ms`],
    ['Route', route && (route.name ?? route.id)],
    ['Service', service && (service.name ?? service.id)],
    ['Consumer', consumer && (consumer.username ?? consumer.id)],
    ['Application', application && (application.name ?? application.id)],
    ['Client', exchange.client_ip],
    ['Request id', exchange.request_id],
  ]
  return facts.map(([name, value]) => (
    <Fact key={name} name={name}>
      {value ?? '–'}
    </Fact>
  ))
}

function Fact({ name, children }: { name: string; children: React.ReactNode }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  )
}
