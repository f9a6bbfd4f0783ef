import fc from 'fast-check'
import { expect, test } from 'vitest'
import { aDroppedExchange, anExchange, anIngestedEvent } from '#testing/exchange-record.ts'
import { compareRows } from './compare-events.ts'
import { mergeRows, type Row } from './event-row.ts'

function stored(id: string, data: Record<string, unknown>): Row {
  const [row] = mergeRows([anIngestedEvent(id, { data })], [])
  if (row === undefined) throw new Error('A stored event is a row')
  return row
}

const [dropped] = mergeRows([], [{ ...aDroppedExchange('c'), seq: 1 }])
const [emitted] = mergeRows([], [{ ...anExchange('a'), seq: 2 }])

test('only what differs is a difference, down to the fields of the data', () => {
  const left = stored('a', { model: 'gpt', tokens: 1, tags: ['x', 'y'], only: true })
  const right = stored('b', { model: 'gpt', tokens: '1', tags: ['x', 'z'] })
  const { different, equal } = compareRows(left, right)
  expect(different).toEqual([
    { name: 'id', left: 'event-a', right: 'event-b' },
    { name: 'data.tokens', left: '1', right: '"1"' },
    { name: 'data.tags[1]', left: '"y"', right: '"z"' },
    { name: 'data.only', left: 'true', right: undefined },
  ])
  expect(equal.map(({ name }) => name)).toContain('data.model')
})

test('an event and a request that made none are compared by their requests', () => {
  if (dropped === undefined || emitted === undefined) throw new Error('Both are rows')
  const { different, equal } = compareRows(emitted, dropped)
  expect(different).toContainEqual({ name: 'request status', left: '200', right: '401' })
  expect(different).toContainEqual({ name: 'reason', left: undefined, right: 'no consumer' })
  expect(equal).toContainEqual({ name: 'route', left: 'example-route', right: 'example-route' })
})

test('whatever its data, an event differs from itself in nothing', () => {
  const data = fc.dictionary(fc.string(), fc.jsonValue())
  fc.assert(
    fc.property(data, of => {
      expect(compareRows(stored('a', of), stored('a', of)).different).toEqual([])
    }),
  )
})
