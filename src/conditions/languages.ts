import { conditionLanguageOf } from '#plugin/release-changes.ts'
import { loadAtc } from './atc.ts'
import { createCel } from './cel.ts'
import type { ConditionLanguages } from './condition.ts'
import { translateToAtc, translateToCel } from './translate.ts'

/** Both languages. `wasm` is `@kong/atc-router/atc-router_bg.wasm`: the page fetches it, the server reads it. */
export async function loadConditionLanguages(wasm: Uint8Array | ArrayBuffer): Promise<ConditionLanguages> {
  const languages = { ATC: await loadAtc(wasm), CEL: createCel() }
  return {
    of: release => languages[conditionLanguageOf(release)],
    translate: (expression, release) =>
      conditionLanguageOf(release) === 'CEL' ? translateToCel(expression) : translateToAtc(expression),
  }
}
