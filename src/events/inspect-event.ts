/** What Konnect finds about an event when it is listed: its customer and its validation errors. */
import type { Catalog } from './catalog.ts'
import type { StoredEvent } from './event-store.ts'
import type { IngestedEvent, MeteringEvent } from './ingested-event.ts'
import type { Meter } from './meter.ts'
import { readMeterValue } from './meter-value.ts'

/** The order and the words are OpenMeter's (openmeter/meterevent/adapter/event.go). */
export function inspectEvent(stored: StoredEvent, catalog: Catalog): IngestedEvent {
  const { event } = stored
  const customer = catalog.customerOf(event.subject)
  const messages = meterFindings(event, catalog.metersOf(event.type))
  if (customer === undefined) messages.push(`no customer found for event subject: ${event.subject}`)
  const ingested: IngestedEvent = { event, ingested_at: stored.ingested_at, stored_at: stored.stored_at }
  if (customer !== undefined) ingested.customer = { id: customer.id }
  if (messages.length > 0) {
    ingested.validation_errors = messages.map(message => ({ code: 'validation_error', message }))
  }
  return ingested
}

function meterFindings(event: MeteringEvent, meters: readonly Meter[]): string[] {
  if (meters.length === 0) return [`no meter found for event type: ${event.type}`]
  return meters.flatMap(meter => {
    const value = readMeterValue(event.data, meter)
    return value.kind === 'invalid' ? [value.message] : []
  })
}
