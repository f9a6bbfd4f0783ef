/** The conditions' languages on the server. */
import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import type { ConditionLanguages } from '#conditions/condition.ts'
import { loadConditionLanguages } from '#conditions/languages.ts'

/** The engine's own glue holds one instance in a process; a second one would break both. */
let languages: Promise<ConditionLanguages> | undefined

/** Reads Kong's ATC engine from its package, once. */
export function loadConditions(): Promise<ConditionLanguages> {
  languages ??= readLanguages()
  return languages
}

async function readLanguages(): Promise<ConditionLanguages> {
  const wasm = fileURLToPath(import.meta.resolve('@kong/atc-router/atc-router_bg.wasm'))
  return loadConditionLanguages(await readFile(wasm))
}
