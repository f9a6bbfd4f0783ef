import { validate, version } from 'uuid'
import { expect, test } from 'vitest'
import { createEventIds } from './event-id.ts'

test('ids are random UUIDs, none twice', () => {
  const newId = createEventIds()
  const ids = Array.from({ length: 2000 }, newId)
  expect(ids.filter(id => !validate(id) || version(id) !== 4)).toEqual([])
  expect(new Set(ids).size).toBe(ids.length)
})
