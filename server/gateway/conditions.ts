/** The conditions' languages on the server, and plugins' conditions evaluated with them. */
import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import type { Condition, ConditionLanguages } from '#conditions/condition.ts'
import { loadConditionLanguages } from '#conditions/languages.ts'
import type { EvaluateCondition } from '#gateway/access.ts'
import type { GatewayRelease } from '#plugin/release.ts'

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

/** Evaluates conditions as the release does, each compiled once. One that does not compile is a runtime error. */
export function evaluatorOf(languages: ConditionLanguages, release: GatewayRelease): EvaluateCondition {
  const compiled = new Map<string, Condition>()
  const language = languages.of(release)
  function compile(expression: string): Condition {
    const result = language.compile(expression)
    const condition =
      'condition' in result ? result.condition : () => ({ error: result.problems[0]?.message ?? '' })
    compiled.set(expression, condition)
    return condition
  }
  return (expression, facts) => {
    const verdict = (compiled.get(expression) ?? compile(expression))(facts)
    return 'met' in verdict ? verdict.met : verdict
  }
}
