/**
 * A row of the Events page: an event, or a request that made none. Made from what the gateway knows about its requests
 * and what the ingest endpoint keeps, joined by the event's id.
 */
import type { ExchangeSummary } from '#api/contract.ts'
import type { IngestedEvent, MeteringEvent } from '#events/ingested-event.ts'

export type EventInFlight = ExchangeSummary['events'][number]

/**
 * `received`: in the store without a request of this gateway, so somebody else sent it. `stored`: in the store although
 * the queue still tries or has given up: an attempt arrived, and its answer was lost.
 */
export type Delivery = EventInFlight['delivery'] | 'received' | 'stored'

interface RowBase {
  /** Stable while the row gains what is learned later. */
  key: string
  /** The start of the request or the event's own time, milliseconds since the epoch. */
  time: number
  /** The request behind it, as long as the gateway remembers it. */
  exchange?: ExchangeSummary
}

export interface EventRow extends RowBase {
  kind: 'event'
  id: string
  type: string
  subject: string
  delivery: Delivery
  /** As stored; absent while it is on its way, lost, or delivered somewhere else. */
  ingested?: IngestedEvent
  inFlight?: EventInFlight
}

export interface RequestRow extends RowBase {
  kind: 'request'
  outcome: 'dropped' | 'not_metered'
  exchange: ExchangeSummary
}

export type Row = EventRow | RequestRow

/** The CloudEvent as it was stored, or as the gateway made it when it has not arrived; undefined when neither is known. */
export function cloudEventOf(row: Row): MeteringEvent | undefined {
  return row.kind === 'event' ? (row.ingested?.event ?? row.inFlight?.event) : undefined
}

const none: ReadonlySet<string> = new Set()

/**
 * All rows, newest first. Events of one request stay in the order in which they were made. `elsewhere` are the ids of
 * events that are stored, but not among `ingested`.
 */
export function mergeRows(
  ingested: Iterable<IngestedEvent>,
  exchanges: Iterable<ExchangeSummary>,
  elsewhere: ReadonlySet<string> = none,
): Row[] {
  const stored = new Map<string, IngestedEvent>()
  const others: IngestedEvent[] = []
  for (const one of ingested) {
    if (stored.has(one.event.id)) others.push(one)
    else stored.set(one.event.id, one)
  }
  const rows: Row[] = []
  for (const exchange of exchanges) {
    rows.push(...rowsOfExchange(exchange, { stored, elsewhere }))
    for (const { id } of exchange.events) stored.delete(id)
  }
  for (const one of stored.values()) rows.push(receivedRow(one, one.event.id))
  for (const one of others) rows.push(receivedRow(one, `${one.event.id} ${one.event.source}`))
  return rows.sort((a, b) => b.time - a.time)
}

interface Arrived {
  stored: ReadonlyMap<string, IngestedEvent>
  elsewhere: ReadonlySet<string>
}

function rowsOfExchange(exchange: ExchangeSummary, { stored, elsewhere }: Arrived): Row[] {
  const time = Date.parse(exchange.at)
  if (exchange.outcome !== 'emitted') {
    return [{ kind: 'request', key: exchange.request_id, time, outcome: exchange.outcome, exchange }]
  }
  return exchange.events.map(inFlight => {
    const found = stored.get(inFlight.id)
    return {
      kind: 'event',
      key: inFlight.id,
      time,
      id: inFlight.id,
      type: inFlight.type,
      subject: inFlight.subject,
      delivery: found || elsewhere.has(inFlight.id) ? arrivedDelivery(inFlight) : inFlight.delivery,
      exchange,
      inFlight,
      ...(found && { ingested: found }),
    }
  })
}

/** Of an event that is stored. One that waits has an answer on its way. */
function arrivedDelivery({ delivery }: EventInFlight): Delivery {
  return delivery === 'lost' || delivery === 'retrying' ? 'stored' : 'delivered'
}

/** A stored event with its request, where the gateway still knows that: `known` are its rows by their keys. */
export function withRequest(row: Row, known: ReadonlyMap<string, Row>): Row {
  const own = known.get(row.key)
  if (
    row.kind === 'request' ||
    own?.kind !== 'event' ||
    own.exchange === undefined ||
    own.inFlight === undefined
  ) {
    return row
  }
  const { exchange, inFlight } = own
  return { ...row, exchange, inFlight, delivery: arrivedDelivery(inFlight) }
}

/** A stored event by itself, as history has it. */
export function storedRow(ingested: IngestedEvent): EventRow {
  return receivedRow(ingested, ingested.event.id)
}

function receivedRow(ingested: IngestedEvent, key: string): EventRow {
  const { id, type, subject, time } = ingested.event
  return {
    kind: 'event',
    key,
    time: Date.parse(time ?? ingested.ingested_at),
    id,
    type,
    subject,
    delivery: 'received',
    ingested,
  }
}
