/** The conditions' languages over the network. */
import type { ConditionLanguages } from './condition.ts'
import { loadConditionLanguages } from './languages.ts'

/** The languages of `condition`. `wasm` is the URL of Kong's engine, 1.4 MB: for documents that have a condition. */
export async function fetchConditionLanguages(wasm: string): Promise<ConditionLanguages> {
  const response = await fetch(wasm)
  if (!response.ok) throw new Error(`${wasm} answered ${response.status}`)
  return loadConditionLanguages(await response.arrayBuffer())
}
