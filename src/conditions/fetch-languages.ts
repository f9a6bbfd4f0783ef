/** The conditions' languages over the network. */
import type { ConditionLanguages } from './condition.ts'
import { loadConditionLanguages } from './languages.ts'

/** Kong's engine of conditions is one per thread. */
let languages: Promise<ConditionLanguages> | undefined

/**
 * The languages of `condition`, fetched once. `wasm` is the URL of Kong's engine, 1.4 MB: for documents that have a
 * condition. After a failure the next call tries again.
 */
export function fetchConditionLanguages(wasm: string): Promise<ConditionLanguages> {
  languages ??= fetchLanguages(wasm).catch((error: unknown) => {
    languages = undefined
    throw error
  })
  return languages
}

async function fetchLanguages(wasm: string): Promise<ConditionLanguages> {
  const response = await fetch(wasm)
  if (!response.ok) throw new Error(`${wasm} answered ${response.status}`)
  return loadConditionLanguages(await response.arrayBuffer())
}
