/** Reads the studio's document, a decK state file: its plugins, what the gateway runs of it, and what is wrong with it. */
import { isMap, isSeq, type Node, type YAMLMap } from 'yaml'
import type { ConditionLanguages } from '#conditions/condition.ts'
import type { DocumentPath, GatewayState } from '#entities/gateway-state.ts'
import type { GatewayRelease } from '#plugin/release.ts'
import { reportConditions } from './check-conditions.ts'
import { readEntities } from './check-entities.ts'
import { reportSections, reportVersion } from './check-sections.ts'
import type { Diagnostic, TextRange } from './diagnostic.ts'
import type { reportAdvice } from './document-advice.ts'
import { unendedExpressions } from './mask.ts'
import type { PluginReading } from './plugin-reading.ts'
import { type Reporter, rangeAt, reporterOn } from './reporter.ts'
import { isFields } from './state-file.ts'
import { itemAt, itemCovering } from './yaml-list.ts'
import { type YamlSource, yamlSource } from './yaml-source.ts'
import { keyText, pairsOf } from './yaml-value.ts'

export interface DocumentReading {
  text: string
  /** In the order of the text. */
  diagnostics: Diagnostic[]
  /** Every metering-and-billing plugin, in document order. Empty while the YAML is broken. */
  plugins: PluginReading[]
  /** What the gateway runs; undefined while an entity has an error or the YAML is broken. */
  state: GatewayState | undefined
  /** How many entities the document holds, nested ones counted. */
  entities: { services: number; routes: number; consumers: number; plugins: number }
  /** The text as values; undefined while the YAML is broken. */
  value: unknown
  /** Where the value at a path stands; undefined when nothing does. */
  rangeOf(path: DocumentPath): TextRange | undefined
  /** The path of the innermost thing at an offset: `['plugins', 0, 'config', 'api_token']`. */
  pathAt(offset: number): DocumentPath
}

const nothing = { services: 0, routes: 0, consumers: 0, plugins: 0 }

function reportSyntax({ source, diagnostics }: Reporter): void {
  const shell = /(?:^|\n|\|)\s*(?:echo\s|cat\s|curl\s|kubectl\s|deck\s)/.test(source.text.slice(0, 100_000))
  for (const { code, message, start, end } of [...source.problems, ...source.repeatedKeys]) {
    const range = source.lines.range(start, Math.max(end, start))
    const why = 'This looks like a shell command around a configuration: Import reads it as it stands.'
    diagnostics.push({
      severity: 'error',
      code,
      message,
      path: [],
      range,
      ...(shell && code === 'yaml-syntax' ? { why } : {}),
    })
  }
}

function reportPlaceholders({ source, diagnostics, fix }: Reporter): void {
  for (const { start, end, text, environmentName } of source.masked.placeholders) {
    if (environmentName?.startsWith('DECK_')) continue
    const range = source.lines.range(start, end)
    const base = { severity: 'error', path: pathAt(source, start), range } as const
    if (environmentName === undefined) {
      const message = `\`${text}\` is not an expression that decK knows; write \`\${{ env "DECK_NAME" }}\`.`
      diagnostics.push({ ...base, code: 'template-expression', message })
      continue
    }
    const better = text.replace(environmentName, `DECK_${environmentName}`)
    diagnostics.push({
      ...base,
      code: 'env-prefix',
      message: `Environment variables in a state file must begin with \`DECK_\`; found \`${environmentName}\`.`,
      why: 'decK refuses to render any other variable, so that a file cannot read what it should not.',
      fix: fix(`Rename to \`DECK_${environmentName}\``, start, { end, text: better }),
    })
  }
}

/** A text may be meant; in double quotes YAML has another way to write its dollar. */
function reportUnendedExpressions({ source, diagnostics }: Reporter): void {
  for (const start of unendedExpressions(source.masked.text)) {
    diagnostics.push({
      severity: 'error',
      code: 'template-expression',
      message:
        'decK takes `${{` for the start of an expression, and no `}}` ends it on this line. For the text itself write `"\\x24{{"`, in double quotes.',
      why: 'decK renders a state file as a template before it reads the YAML; strings and comments behind a value are no exception.',
      path: pathAt(source, start),
      range: source.lines.range(start, start + 3),
    })
  }
}

function reportPluginlessness({ report }: Reporter, empty: boolean): void {
  const message = empty
    ? 'The document is empty: paste a configuration, or add the plugin.'
    : 'The document has no metering-and-billing plugin yet.'
  report({ severity: 'hint', code: empty ? 'empty-document' : 'no-plugin', message, path: [] })
}

/** Diagnostics that leave the gateway able to run the document. */
const harmless = new Set(['format-version', 'env-prefix', 'subject-without-field'])

function pathAt(source: YamlSource, offset: number): DocumentPath {
  const path: (string | number)[] = []
  let node: Node | null = source.root
  while (node !== null) {
    const step = stepAt(node, offset, source)
    if (step === undefined) break
    path.push(step.step)
    node = step.node
  }
  return path
}

function covers(node: Node | null, offset: number): boolean {
  const [start = 0, end = start] = node?.range ?? []
  return node !== null && offset >= start && offset <= end
}

type Step = { step: string | number; node: Node | null }

function stepInMap(parent: YAMLMap, offset: number, source: YamlSource): Step | undefined {
  for (const { key, value } of pairsOf(parent)) {
    const step = keyText(key, source.masked)
    if (covers(value, offset)) return { step, node: value }
    const [start = 0, keyEnd = start] = key?.range ?? []
    const line = source.lines.lineEnd(keyEnd)
    const end = Math.min(line, value?.range?.[0] ?? line)
    if (offset >= start && offset <= end) return { step, node: null }
  }
  return undefined
}

function stepAt(parent: Node, offset: number, source: YamlSource): Step | undefined {
  if (isMap(parent)) return stepInMap(parent, offset, source)
  if (!isSeq(parent)) return undefined
  const index = itemCovering(parent, offset)
  return index === -1 ? undefined : { step: index, node: itemAt(parent, index) }
}

function inTextOrder(left: Diagnostic, right: Diagnostic): number {
  return left.range.start - right.range.start || left.range.end - right.range.end
}

/** What reading takes part in besides the document's own rules; both are heavy, so the page loads them when it stands. */
export interface ReadingParts {
  /** Checks the expressions of `condition`; unchecked without. */
  conditions?: ConditionLanguages | undefined
  /** What is valid and still a mistake; without it there are only the mistakes themselves. */
  advise?: typeof reportAdvice | undefined
}

/** Reads a state file for a gateway release. Never throws; what is wrong is in `diagnostics`. */
export function readDocumentWith(
  { conditions, advise }: ReadingParts,
  text: string,
  release: GatewayRelease,
): DocumentReading {
  const source = yamlSource(text)
  const reporter = reporterOn(source)
  const reading = source.problems.length > 0 ? undefined : readFile(reporter, release, advise)
  if (conditions !== undefined) reportConditions(reporter, release, conditions)
  reportSyntax(reporter)
  reportPlaceholders(reporter)
  reportUnendedExpressions(reporter)
  const { diagnostics } = reporter
  diagnostics.sort(inTextOrder)
  const broken = diagnostics.some(({ severity, code }) => severity === 'error' && !harmless.has(code))
  return {
    text: source.text,
    diagnostics,
    plugins: reading?.plugins ?? [],
    state: broken ? undefined : reading?.state,
    entities: reading?.counts ?? nothing,
    value: source.value,
    rangeOf: path => (source.place(path) === undefined ? undefined : rangeAt(source, path)),
    pathAt: offset => pathAt(source, offset),
  }
}

function readFile(reporter: Reporter, release: GatewayRelease, advise: ReadingParts['advise']) {
  const { value } = reporter.source
  const empty = value === null || value === undefined
  if (!empty && !isFields(value)) {
    const message =
      'A state file is a map with sections such as `services` and `plugins`. Import reads other formats.'
    reporter.report({ severity: 'error', code: 'not-a-state-file', message, path: [] })
    return undefined
  }
  const file = empty ? {} : value
  if (!empty) reportVersion(reporter, file)
  reportSections(reporter, file)
  const reading = readEntities(file, { reporter, release })
  advise?.(reporter, reading.plugins, reading.state)
  if (reading.plugins.length === 0) reportPluginlessness(reporter, empty)
  return reading
}
