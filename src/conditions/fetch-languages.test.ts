import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { expect, test, vi } from 'vitest'
import { fetchConditionLanguages } from './fetch-languages.ts'

const wasm = fileURLToPath(import.meta.resolve('@kong/atc-router/atc-router_bg.wasm'))

test('all who ask share one engine; after a failure the next one tries again', async () => {
  const fetch = vi
    .spyOn(globalThis, 'fetch')
    .mockResolvedValueOnce(new Response('', { status: 404 }))
    .mockResolvedValueOnce(new Response(readFileSync(wasm)))
  await expect(fetchConditionLanguages('/atc.wasm')).rejects.toThrow('/atc.wasm answered 404')
  const [first, second] = await Promise.all([
    fetchConditionLanguages('/atc.wasm'),
    fetchConditionLanguages('/atc.wasm'),
  ])
  expect(second).toBe(first)
  expect(fetch).toHaveBeenCalledTimes(2)
})
