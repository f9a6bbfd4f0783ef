import { expect, test } from 'vitest'
import { renderBatch } from './batch.ts'

test('one event is sent as an object', () => {
  expect(renderBatch(['{"id":"1"}'])).toEqual({
    body: '{"id":"1"}',
    contentType: 'application/cloudevents+json',
  })
})

test('several events are sent as an array without spaces', () => {
  const contentType = 'application/cloudevents-batch+json'
  expect(renderBatch(['{"id":"1"}', '{"id":"2"}'])).toEqual({ body: '[{"id":"1"},{"id":"2"}]', contentType })
})
