/** A batch of events as an HTTP body. */

export interface BatchBody {
  body: string
  contentType: string
}

/** One event is sent as an object, several as an array, joined without spaces as Kong's http-log does (decision 6). */
export function renderBatch(events: readonly string[]): BatchBody {
  const [only] = events
  if (only !== undefined && events.length === 1) {
    return { body: only, contentType: 'application/cloudevents+json' }
  }
  // Array's join takes twice as long.
  let body = '['
  let separator = ''
  for (const event of events) {
    body += separator + event
    separator = ','
  }
  return { body: `${body}]`, contentType: 'application/cloudevents-batch+json' }
}
