import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createEventBytes, type EventPlace, type FreePages, joinedBytes, NO_PAGE } from './event-bytes.ts'

const aPlace = (): EventPlace => ({ page: NO_PAGE, start: 0, end: 0 })
const textOf = (places: readonly EventPlace[]) =>
  new TextDecoder().decode(new Uint8Array(joinedBytes(places).flatMap(piece => [...piece])))

const anyText = fc.oneof(
  fc.string({ unit: 'grapheme', minLength: 1, maxLength: 40 }),
  fc.integer({ min: 1, max: 3 }).map(pages => 'é'.repeat(pages * 9000)),
)

/** A queue's events: `step` writes a text, or lets go of one of those that wait. */
function aQueue(free: FreePages) {
  const bytes = createEventBytes(free)
  const waiting: { text: string; place: EventPlace }[] = []
  return {
    step(step: string | number) {
      if (typeof step === 'number') {
        for (const { place } of waiting.splice(step % (waiting.length + 1), 1)) bytes.release(place)
        return
      }
      const place = aPlace()
      bytes.write(step, place)
      waiting.push({ text: step, place })
    },
    written: () => waiting.map(({ text }) => text).join(','),
    joined: () => textOf(waiting.map(({ place }) => place)),
  }
}

test('whatever was written and let go before, events stand joined as they were written', () => {
  const anySteps = fc.array(fc.tuple(fc.nat(1), fc.oneof(anyText, fc.nat())), { maxLength: 60 })
  fc.assert(
    fc.property(anySteps, steps => {
      const free: FreePages = []
      const queues = [aQueue(free), aQueue(free)]
      for (const [which, step] of steps) {
        queues[which]?.step(step)
        expect(queues.map(({ joined }) => joined())).toEqual(queues.map(({ written }) => written()))
      }
    }),
  )
})

test('events that were written one after the other are one piece', () => {
  const bytes = createEventBytes([])
  const places = ['{"id":"1"}', '{"id":"2"}', '{"id":"3"}'].map(text => {
    const place = aPlace()
    bytes.write(text, place)
    return place
  })
  expect(joinedBytes(places)).toHaveLength(1)
  expect(joinedBytes(places.filter((_, index) => index !== 1))).toHaveLength(2)
})

test('the pages of events that are gone are used again, by another queue as well', () => {
  const free: FreePages = []
  const [one, other] = [createEventBytes(free), createEventBytes(free)]
  const [first, second] = [aPlace(), aPlace()]
  one.write('first', first)
  const { page } = first
  one.release(first)
  expect(first.page).toBe(NO_PAGE)
  other.write('second', second)
  expect(second.page).toBe(page)
})

test('of a burst, no more than a megabyte of pages is kept', () => {
  const free: FreePages = []
  const bytes = createEventBytes(free)
  const places = Array.from({ length: 10_000 }, aPlace)
  for (const place of places) bytes.write('x'.repeat(600), place)
  for (const place of places) bytes.release(place)
  expect(free.reduce((sum, page) => sum + page.bytes.length, 0)).toBe(1_048_576)
})
