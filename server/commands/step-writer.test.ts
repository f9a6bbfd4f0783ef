import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createStepWriter, type StepWriter } from './step-writer.ts'

function written(act: (writer: StepWriter) => void): string {
  const pieces: Uint8Array[] = []
  const writer = createStepWriter(bytes => pieces.push(bytes))
  act(writer)
  writer.end()
  return Buffer.concat(pieces).toString()
}

test('times and numbers are what JSON writes', () => {
  const anyTime = fc.oneof(
    fc.nat(),
    fc.maxSafeNat().map(at => Math.floor(at / 8)),
  )
  fc.assert(
    fc.property(fc.array(fc.tuple(anyTime, fc.oneof(fc.nat(), fc.maxSafeNat()))), steps => {
      const text = written(writer => {
        for (const [at, id] of steps) writer.enqueue(at, id, true)
      })
      const lines = steps.map(([at, id]) =>
        JSON.stringify({ t: at / 1_000_000, event: 'enqueue', id, ok: true }),
      )
      expect(text).toBe(lines.length === 0 ? '[\n]\n' : `[\n${lines.join(',\n')}\n]\n`)
    }),
  )
})

test('a batch of any size is written whole', () => {
  const entries = Array.from({ length: 100_000 }, (_, index) => index + 1)
  const text = written(writer => {
    writer.batch(1_500_000, 'attempt', entries)
    writer.ended(2_000_000, 'lost', { entries, reason: 'max_retry_time' })
  })
  expect(JSON.parse(text)).toEqual([
    { t: 1.5, event: 'attempt', entries },
    { t: 2, event: 'lost', entries, reason: 'max_retry_time' },
  ])
})
