import { Badge } from '#ui/badge.tsx'
import styles from './event-drawer.module.css'
import type { EventRow, RequestRow, Row } from './event-row.ts'
import { checkStatus, deliveryStatus, outcomeStatus } from './row-status.ts'
import { ago, calendarDay, timeOfDay } from './time-of-day.ts'

export function OverviewTab({ row }: { row: Row }) {
  return row.kind === 'event' ? <EventOverview row={row} /> : <RequestOverview row={row} />
}

function EventOverview({ row }: { row: EventRow }) {
  const { ingested, inFlight } = row
  const findings = ingested?.validation_errors ?? []
  const delivery = deliveryStatus(row)
  const check = checkStatus(row)
  return (
    <>
      {findings.map(({ message }) => (
        <section key={message} className={styles.finding} aria-label="Validation error">
          <code>{message}</code>
          <p>{explain(message)}</p>
        </section>
      ))}
      {row.delivery === 'lost' && (
        <section className={styles.finding} data-tone="danger" aria-label="Delivery">
          <code>{inFlight?.reason ?? 'lost'}</code>
          <p>The queue gave this event up. It was never stored, and nobody is billed for it.</p>
        </section>
      )}
      <dl className={styles.facts}>
        <Fact name="Time">
          {calendarDay(row.time)} {timeOfDay(row.time)} <small>{ago(row.time, Date.now())}</small>
        </Fact>
        <Fact name="Type">{row.type}</Fact>
        <Fact name="Subject">{row.subject}</Fact>
        <Fact name="Customer">{ingested?.customer?.id ?? '–'}</Fact>
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

function RequestOverview({ row }: { row: RequestRow }) {
  const { reason, message } = row.exchange
  const status = outcomeStatus(row)
  return (
    <>
      <section className={styles.finding} data-tone={status.tone} aria-label={status.word}>
        <Badge {...status}>{status.word}</Badge>
        {reason !== undefined && <code>{reason}</code>}
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
  const { consumer, route, service } = exchange
  const facts: [string, string | undefined][] = [
    ['Request', `${exchange.method} ${exchange.uri}`],
    ['Status', String(exchange.status)],
    ['Upstream status', exchange.upstream_status?.toString()],
    ['Duration', `${exchange.duration_ms.toFixed(1)} ms`],
    ['Route', route && (route.name ?? route.id)],
    ['Service', service && (service.name ?? service.id)],
    ['Consumer', consumer && (consumer.username ?? consumer.id)],
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

function explain(message: string): string {
  if (message.startsWith('no customer found')) {
    return 'You are only tracking usage, so no customer is needed yet. To bill this usage, create a customer whose usage attribution has this subject.'
  }
  if (message.startsWith('no meter found')) {
    return 'The event is stored, and no meter counts events of this type yet.'
  }
  return "The event is stored, and the meter cannot read a value from it: see the meter's value property."
}
