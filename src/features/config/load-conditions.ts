import wasm from '@kong/atc-router/atc-router_bg.wasm?url'
import type { ConditionLanguages } from '#conditions/condition.ts'
import { fetchConditionLanguages } from '#conditions/fetch-languages.ts'

export function loadConditions(): Promise<ConditionLanguages> {
  return fetchConditionLanguages(wasm)
}
