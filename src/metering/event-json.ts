/**
 * The usage event as JSON text. The envelope is joined from fragments that are made once per config, `data` is
 * one `JSON.stringify`: every request pays for this, and so it costs about what stringifying the event alone does.
 */
import type { EventFields } from './event-data.ts'
import type { UsageEventType } from './usage-event.ts'

/**
 * What one event does not share with the others of its type. `id` (a UUID) and `time` (RFC 3339) are written as they
 * are: they must have nothing that JSON escapes.
 */
export interface EventParts {
  id: string
  subject: string
  time: string
  data: EventFields
}

/** Text that JSON writes as it is: what most subjects are made of. */
const PLAIN = /^[\w .:@/-]*$/

export type WriteEvent = (parts: EventParts) => string

/** The writer of one event type of one `source`. */
export function createEventWriter(type: UsageEventType, source: string): WriteEvent {
  const afterId = `,"source":${JSON.stringify(source)},"type":${JSON.stringify(type)},"subject":`
  return ({ id, subject, time, data }) =>
    `{"specversion":"1.0","id":"${id}"${afterId}${PLAIN.test(subject) ? `"${subject}"` : JSON.stringify(subject)}` +
    `,"time":"${time}","datacontenttype":"application/json","data":${JSON.stringify(data)}}`
}
