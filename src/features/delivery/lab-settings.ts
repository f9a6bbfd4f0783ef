/** What is rehearsed in the delivery lab, as the page's address keeps it. */
import { z } from 'zod'
import { type DeliveryLoad, eventsOf, MAX_LOAD_EVENTS } from '#rehearsal/rehearse-load.ts'
import { type SinkFault, scenario } from '#rehearsal/scenario.ts'
import { faultsText, readFaults } from './fault-text.ts'

/** One page of text in an address; the lab draws each fault. */
export const MAX_FAULTS = 20

const numberIn = (min: number, max: number, fallback: number) =>
  z.coerce.number().min(min).max(max).default(fallback)

/** `rtt` in seconds, `for` in seconds of traffic, `t` the moment looked at, `price` of one event. */
export const labSearch = z.object({
  plugin: numberIn(0, 10_000, 0).pipe(z.int()),
  rate: numberIn(0.001, 1_000_000, 50),
  bytes: numberIn(1, 100_000_000, 800).pipe(z.int()),
  rtt: numberIn(0, 3600, 0.03),
  workers: numberIn(1, 256, 1).pipe(z.int()),
  for: numberIn(1, 604_800, 1800),
  faults: z.string().max(2000).default(''),
  t: z.coerce.number().min(0).optional(),
  price: z
    .string()
    .regex(/^\d{1,12}(\.\d{1,12})?$/)
    .optional(),
})
export type LabSearch = z.output<typeof labSearch>

/** The load that the settings describe. An event counts as late after a minute, as in scenarios. */
export function loadOf(search: LabSearch): DeliveryLoad {
  const { rate, bytes, rtt, workers, for: duration, faults } = search
  const { sink } = scenario.parse({ requests: [{ path: '/' }], sink: { latency: rtt } })
  const load = { rate, eventBytes: bytes, duration, workers }
  return { ...load, sink: { ...sink, faults: readFaults(faults).slice(0, MAX_FAULTS) } }
}

/** Why the load is not run; undefined when it is. */
export function tooMuch(load: DeliveryLoad): string | undefined {
  const events = eventsOf(load)
  if (events <= MAX_LOAD_EVENTS) return undefined
  const count = (number: number) => number.toLocaleString('en-US')
  return `${count(events)} events are more than the ${count(MAX_LOAD_EVENTS)} of one run. Lower the rate or the duration.`
}

/** The outage of ten minutes that the page offers. */
export function tenMinuteOutage(duration: number): string {
  const from = Math.min(60, Math.floor(duration / 10))
  const to = Math.min(from + 600, duration)
  return faultsText([{ from, to, fault: 'status', status: 503, latency: 30 }])
}

/** A new window where there is room for one: in the middle third of what comes after the last fault. */
export function anotherFault(faults: readonly SinkFault[], duration: number): SinkFault {
  const end = Math.max(0, ...faults.map(({ to }) => to))
  const start = end < duration - 3 ? end : 0
  const third = (duration - start) / 3
  const from = Math.floor(start + third)
  const to = Math.max(from + 1, Math.floor(start + 2 * third))
  return { from, to, fault: 'status', status: 503, latency: 30 }
}
