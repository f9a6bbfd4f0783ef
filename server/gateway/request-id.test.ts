import { expect, test } from 'vitest'
import { createRequestIds } from './request-id.ts'

test('request ids are 32 hex characters, each another one', () => {
  const newId = createRequestIds()
  const ids = Array.from({ length: 1000 }, newId)
  expect(new Set(ids).size).toBe(1000)
  for (const id of ids) expect(id).toMatch(/^[0-9a-f]{32}$/)
})
