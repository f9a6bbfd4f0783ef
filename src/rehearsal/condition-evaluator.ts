/** Plugins' conditions, evaluated in the language of a release. */
import type { Condition, ConditionLanguages } from '#conditions/condition.ts'
import type { EvaluateCondition } from '#gateway/access.ts'
import type { GatewayRelease } from '#plugin/release.ts'

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
