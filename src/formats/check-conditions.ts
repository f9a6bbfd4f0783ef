/** Checks every plugin's `condition` in the language of the release: Kong refuses a broken one, or runs it wrongly. */
import type { ConditionLanguages, ConditionProblem, Translation } from '#conditions/condition.ts'
import type { DocumentPath } from '#entities/gateway-state.ts'
import type { GatewayRelease } from '#plugin/release.ts'
import type { QuickFix } from './diagnostic.ts'
import { editsOn } from './edit-document.ts'
import type { Reporter } from './reporter.ts'
import { isFields } from './state-file.ts'

interface WrittenCondition {
  path: DocumentPath
  expression: string
}

/** Every `condition` of an entry of a `plugins` list, wherever the list is nested. */
function conditionsIn(value: unknown, path: (string | number)[] = []): WrittenCondition[] {
  if (Array.isArray(value)) return value.flatMap((item, index) => conditionsIn(item, [...path, index]))
  if (!isFields(value)) return []
  const isPlugin = path.at(-2) === 'plugins' && typeof path.at(-1) === 'number'
  if (!isPlugin) return Object.entries(value).flatMap(([key, item]) => conditionsIn(item, [...path, key]))
  const { condition } = value
  return typeof condition === 'string' && condition !== ''
    ? [{ path: [...path, 'condition'], expression: condition }]
    : []
}

function translationFix(
  reporter: Reporter,
  path: DocumentPath,
  translation: Translation,
): QuickFix | undefined {
  if ('reason' in translation) return undefined
  const edits = editsOn(reporter.source, path, translation.expression)
  return edits.length === 0 ? undefined : { label: `Rewrite as \`${translation.expression}\``, edits }
}

/** The problem's own place, when the scalar holds the expression letter by letter; else the whole value. */
function rangeOf(reporter: Reporter, { path, expression }: WrittenCondition, problem: ConditionProblem) {
  const { text, lines } = reporter.source
  const [start = 0, end = start] = reporter.source.place(path)?.node?.range ?? []
  const within = text.slice(start, end).indexOf(expression)
  if (within < 0) return lines.range(start, end)
  const from = start + within + Math.min(problem.start, expression.length)
  return lines.range(from, Math.max(from, start + within + Math.min(problem.end, expression.length)))
}

/** Reports what the release's language says of each condition, with a translation where the other language is meant. */
export function reportConditions(
  reporter: Reporter,
  release: GatewayRelease,
  conditions: ConditionLanguages,
): void {
  const language = conditions.of(release)
  for (const written of conditionsIn(reporter.source.value)) {
    const [problem] = language.check(written.expression)
    if (problem === undefined) continue
    const translation = conditions.translate(written.expression, release)
    const fix = translationFix(reporter, written.path, translation)
    const other = language.name === 'CEL' ? 'an ATC expression, as 3.14 reads' : 'CEL, as 3.15 and later read'
    reporter.diagnostics.push({
      severity: 'error',
      code: 'condition-syntax',
      message: `\`condition\` is not a ${language.name} expression: ${problem.message}.`,
      path: written.path,
      range: rangeOf(reporter, written, problem),
      why:
        fix === undefined
          ? `Kong ${release} reads conditions in ${language.name} and evaluates them for every request.`
          : `Kong ${release} reads conditions in ${language.name}; this one is ${other}.${noteOf(translation)}`,
      ...(fix && { fix }),
    })
  }
}

function noteOf(translation: Translation): string {
  return 'note' in translation && translation.note !== undefined ? ` ${translation.note}` : ''
}
