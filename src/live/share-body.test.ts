import fc from 'fast-check'
import { expect, test } from 'vitest'
import { renderBatch } from '#metering/batch.ts'
import type { EmittedEvent } from '#metering/meter.ts'
import { shareBody } from './share-body.ts'

test('every event keeps its text', () => {
  fc.assert(
    fc.property(fc.array(fc.json(), { minLength: 1 }), texts => {
      const events = texts.map((json): { event: EmittedEvent } => ({
        event: { id: 'e', type: 'kong.api_request', subject: 's', json },
      }))
      shareBody(events, renderBatch(texts).body)
      expect(events.map(({ event }) => event.json)).toEqual(texts)
    }),
  )
})
