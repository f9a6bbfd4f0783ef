/**
 * decK renders a state file as a Go template with the delimiters `${{` and `}}` before it reads the YAML
 * (go-database-reconciler's template.go). `"${{ env "DECK_X" }}"` is therefore valid in a state file although it is
 * not YAML. Before parsing, each expression is covered by text of the same length, so that every offset stays true.
 */
import { variable } from '#plugin/variables.ts'

/** One `${{ … }}` of a text. */
export interface Placeholder {
  start: number
  end: number
  /** As written. */
  text: string
  /** What stands for it in values: the canonical variable, or the text as written when it is not a valid env call. */
  canonical: string
  /** The environment variable that it reads, with its prefix; absent when the expression is not an env call. */
  environmentName?: string
}

/** A text whose placeholders are covered. */
export interface MaskedText {
  text: string
  placeholders: readonly Placeholder[]
  /** Puts the placeholders back into a piece of the masked text. */
  restore(piece: string): string
}

/** Any template expression; Go allows no line break in one. */
const EXPRESSION = /\$\{\{[^\n]*?\}\}/g

const CONVERSION = String.raw`(?:toBool|toInt|toFloat|indent\s+\d+)`
const NAME = String.raw`(?:"([^"\n]*)"|${'`'}([^${'`'}\n]*)${'`'})`
/** `env "X"`, `env "X" | toInt`, `toInt (env "X")`; Go's trim markers `{{-` and `-}}` are allowed. */
const ENV_CALL = new RegExp(
  String.raw`^\$\{\{(?:-\s)?\s*(?:${CONVERSION}\s*\(\s*env\s+${NAME}\s*\)|env\s+${NAME})((?:\s*\|\s*${CONVERSION})*)\s*(?:\s-)?\}\}$`,
)

const FIRST = '\uE000'
const DIGIT = 0xe010
const COVER = /\uE000[\uE010-\uE01F]+/g

function cover(index: number, length: number): string {
  const digits = index.toString(16).padStart(length - 1, '0')
  return FIRST + [...digits].map(digit => String.fromCharCode(DIGIT + Number.parseInt(digit, 16))).join('')
}

function indexOf(covered: string): number {
  let index = 0
  for (let at = 1; at < covered.length; at++) index = index * 16 + covered.charCodeAt(at) - DIGIT
  return index
}

function placeholder(text: string, start: number): Placeholder {
  const match = ENV_CALL.exec(text)
  const name = match === null ? undefined : [1, 2, 3, 4].map(group => match[group]).find(Boolean)
  const base = { start, end: start + text.length, text }
  if (name === undefined) return { ...base, canonical: text }
  const bare = /^DECK_([A-Za-z_][A-Za-z0-9_]*)$/.exec(name)?.[1]
  return { ...base, canonical: bare === undefined ? text : variable(bare), environmentName: name }
}

/** Whether an offset stands in a line that decK leaves alone, because it starts with `#`. */
function inComment(text: string, offset: number): boolean {
  const start = text.lastIndexOf('\n', offset - 1) + 1
  return /^\s*#/.test(text.slice(start, offset))
}

/** Covers every placeholder of a text by as many characters that YAML takes as plain text. */
export function maskPlaceholders(text: string): MaskedText {
  const placeholders: Placeholder[] = []
  const masked = text.includes('${{')
    ? text.replace(EXPRESSION, (match, offset: number) => {
        if (inComment(text, offset)) return match
        placeholders.push(placeholder(match, offset))
        return cover(placeholders.length - 1, match.length)
      })
    : text
  const canonical = (match: string) => placeholders[indexOf(match)]?.canonical ?? match
  return {
    text: masked,
    placeholders,
    restore: piece => (placeholders.length === 0 ? piece : piece.replace(COVER, canonical)),
  }
}

/** Where a masked text still opens an expression, which its line does not end. decK renders no such file. */
export function unendedExpressions(masked: string): number[] {
  return [...masked.matchAll(/\$\{\{/g)].map(({ index }) => index).filter(index => !inComment(masked, index))
}

/** A string cut into text and template expressions, in order; put together they are the string. */
export function templateParts(value: string): { text: string; expression: boolean }[] {
  const parts: { text: string; expression: boolean }[] = []
  let end = 0
  for (const match of value.matchAll(EXPRESSION)) {
    if (match.index > end) parts.push({ text: value.slice(end, match.index), expression: false })
    parts.push({ text: match[0], expression: true })
    end = match.index + match[0].length
  }
  if (end < value.length) parts.push({ text: value.slice(end), expression: false })
  return parts
}

/** Whether a value is a string that decK still has to render. */
export function hasPlaceholder(value: unknown): value is string {
  return typeof value === 'string' && templateParts(value).some(part => part.expression)
}
