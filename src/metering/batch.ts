/** A batch of events as an HTTP body. */
import { type EventPlace, joinedBytes } from './event-bytes.ts'

export interface BatchBody {
  /** The body's bytes, one piece behind the other: they are the sender's until it has its answer. */
  pieces: Uint8Array<ArrayBuffer>[]
  contentType: string
}

const encoder = new TextEncoder()
const OPEN = encoder.encode('[')
const CLOSE = encoder.encode(']')

/** One event is sent as an object, several as an array, joined without spaces as Kong's http-log does (decision 6). */
export function renderBatch(events: readonly EventPlace[]): BatchBody {
  const pieces = joinedBytes(events)
  if (events.length === 1) return { pieces, contentType: 'application/cloudevents+json' }
  return { pieces: [OPEN, ...pieces, CLOSE], contentType: 'application/cloudevents-batch+json' }
}
