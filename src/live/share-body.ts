import type { EmittedEvent } from '#metering/meter.ts'

/**
 * Makes the texts of a batch's events parts of its one body. Thousands of events are kept for whoever looks at their
 * requests: as texts of their own each of them would be copied by the garbage collector, while requests wait.
 */
export function shareBody(events: readonly { event: EmittedEvent }[], body: string): void {
  // A single event is the body.
  if (events.length < 2) return
  let start = '['.length
  for (const { event } of events) {
    const end = start + event.json.length
    event.json = body.slice(start, end)
    start = end + ','.length
  }
}
