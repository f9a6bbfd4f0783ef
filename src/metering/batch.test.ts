import { expect, test } from 'vitest'
import { renderBatch } from './batch.ts'
import { createEventBytes, NO_PAGE } from './event-bytes.ts'

/** The body that is sent for these events, and how it is called. */
async function rendered(...events: string[]) {
  const bytes = createEventBytes([])
  const places = events.map(json => {
    const place = { page: NO_PAGE, start: 0, end: 0 }
    bytes.write(json, place)
    return place
  })
  const { pieces, contentType } = renderBatch(places)
  return { body: await new Blob(pieces).text(), contentType }
}

test('one event is sent as an object', async () => {
  expect(await rendered('{"id":"1"}')).toEqual({
    body: '{"id":"1"}',
    contentType: 'application/cloudevents+json',
  })
})

test('several events are sent as an array without spaces', async () => {
  expect(await rendered('{"id":"1"}', '{"subject":"é"}')).toEqual({
    body: '[{"id":"1"},{"subject":"é"}]',
    contentType: 'application/cloudevents-batch+json',
  })
})
