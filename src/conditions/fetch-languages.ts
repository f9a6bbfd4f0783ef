/** The conditions' languages in a browser. */
import wasm from '@kong/atc-router/atc-router_bg.wasm?url'
import type { ConditionLanguages } from './condition.ts'
import { loadConditionLanguages } from './languages.ts'

/** The languages of `condition`, fetched when a document first has one: Kong's engine is 1.4 MB. */
export async function fetchConditionLanguages(): Promise<ConditionLanguages> {
  const response = await fetch(wasm)
  if (!response.ok) throw new Error(`${wasm} answered ${response.status}`)
  return loadConditionLanguages(await response.arrayBuffer())
}
