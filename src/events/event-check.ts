/** What can be found about an event when it is listed, as words for filters and facets. */
import { z } from 'zod'
import type { MeteringEvent } from './ingested-event.ts'
import type { Meter } from './meter.ts'
import { readMeterValue } from './meter-value.ts'

/**
 * `valid`: counted by a meter and attributed to a customer; `no_meter`, `no_customer`, `invalid_value`: OpenMeter's `no
 * meter found …`, `no customer found …` and `invalid event: …`. An event has `valid` alone, or one or more of the others.
 */
export const eventCheck = z.enum(['valid', 'no_meter', 'no_customer', 'invalid_value'])
export type EventCheck = z.infer<typeof eventCheck>

/** What events are held against; both change while events stay. */
export interface CheckRules {
  meters: readonly Meter[]
  /** Customer ids by subject. */
  customers: ReadonlyMap<string, string>
}

export function checksOf(event: MeteringEvent, { meters, customers }: CheckRules): EventCheck[] {
  const own = meters.filter(meter => meter.event_type === event.type)
  const checks: EventCheck[] = []
  if (own.length === 0) checks.push('no_meter')
  if (!customers.has(event.subject)) checks.push('no_customer')
  if (own.some(meter => readMeterValue(event.data, meter).kind === 'invalid')) checks.push('invalid_value')
  return checks.length === 0 ? ['valid'] : checks
}
