/** JSON with variables in its strings, for a text that stands inside a shell's quotes. */
import { valueParts } from '#plugin/variables.ts'
import { entriesOf, type Fields, isList, type Value } from './plugin-row.ts'
import { type Wrapper, wrapParts } from './shell.ts'

/** The value as JSON with two spaces of indentation, each line but the first behind `margin`. */
export function jsonText(value: Value, wrapper: Wrapper, margin = ''): string {
  if (typeof value === 'string') return jsonString(value, wrapper)
  if (value === null || typeof value !== 'object') return JSON.stringify(value ?? null)
  const inner = `${margin}  `
  if (isList(value)) {
    const items = value.map(item => inner + jsonText(item, wrapper, inner))
    return bracketed('[]', items, margin)
  }
  const members = entriesOf(value as Fields).map(
    ([key, member]) => `${inner}${jsonString(key, wrapper)}: ${jsonText(member, wrapper, inner)}`,
  )
  return bracketed('{}', members, margin)
}

function bracketed(brackets: string, lines: string[], margin: string): string {
  if (lines.length === 0) return brackets
  return `${brackets[0]}\n${lines.join(',\n')}\n${margin}${brackets[1]}`
}

function jsonString(value: string, wrapper: Wrapper): string {
  if (LITERAL.test(value)) return `"${value}"`
  return `"${wrapParts(valueParts(value), wrapper, jsonEscape)}"`
}

/** What is itself in JSON and in every wrapper: most keys and values, spared the work. */
const LITERAL = /^[\w./:-]*$/

/**
 * The text as it stands between JSON's quotes. Signs that a terminal, an editor or a line-wise reader takes for more
 * than text are written as codes too.
 */
export function jsonEscape(text: string): string {
  return JSON.stringify(text)
    .slice(1, -1)
    .replace(UNSAFE, sign => `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`)
}

const UNSAFE = /[\x7f-\x9f\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff\ufffe\uffff]/g
