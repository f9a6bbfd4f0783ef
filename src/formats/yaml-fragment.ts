/** Writes values as pieces of YAML that fit into a state file: block style for new lines, flow style inside `{}` and `[]`. */
import { templateParts } from './mask.ts'
import { isFields } from './state-file.ts'

export type Quotes = 'single' | 'double' | 'plain'

/** Characters that every YAML version takes as they are, anywhere in a plain scalar. */
const PLAIN = /^[A-Za-z_/][\w./+=@~?&%-]*(?:(?: |:(?=[\w/]))[\w./+=@~?&%-]+)*$/
/** Words that some YAML version takes for something else than text. */
const LOOK_ALIKE = /^(?:true|false|null|yes|no|on|off|y|n)$/i

function doubleQuoted(text: string): string {
  return JSON.stringify(text)
    .slice(1, -1)
    .replace(/[\u007f-\u009f\u2028\u2029\ufeff\ufffe\uffff]/g, char => {
      return `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`
    })
}

/** `$` escaped where text only looks like the start of a template expression. */
function escapedText(text: string): string {
  return doubleQuoted(text).replaceAll('${{', '\\x24{{')
}

function stringText(value: string, quotes: Quotes): string {
  const parts = templateParts(value)
  const template = parts.some(part => part.expression)
  if (!template && quotes === 'plain' && PLAIN.test(value) && !LOOK_ALIKE.test(value)) return value
  const printable = !template && /^[\x20-\x7e]*$/.test(value) && !value.includes('${{')
  if (quotes === 'single' && printable) return `'${value.replaceAll("'", "''")}'`
  return `"${parts.map(({ text, expression }) => (expression ? text : escapedText(text))).join('')}"`
}

/** A scalar on one line. Strings stay plain where that is safe, unless quotes are asked for. */
export function scalarText(value: unknown, quotes: Quotes = 'plain'): string {
  if (typeof value === 'string') return stringText(value, quotes)
  return JSON.stringify(value ?? null)
}

const fieldsOf = (value: Record<string, unknown>) =>
  Object.entries(value).filter(([, field]) => field !== undefined)

/** Whether a value has lines of its own: a collection with something in it. */
export function isCollection(value: unknown): value is unknown[] | Record<string, unknown> {
  return Array.isArray(value) ? value.length > 0 : isFields(value) && fieldsOf(value).length > 0
}

function emptyText(value: unknown): string {
  if (Array.isArray(value)) return '[]'
  return isFields(value) ? '{}' : scalarText(value)
}

/** A value in flow style, on one line. */
export function flowText(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(flowText).join(', ')}]`
  if (!isFields(value)) return scalarText(value)
  return `{${fieldsOf(value)
    .map(([key, field]) => `${scalarText(key)}: ${flowText(field)}`)
    .join(', ')}}`
}

const shifted = (lines: string[], by: number) => lines.map(line => ' '.repeat(by) + line)

/** A value as lines in block style. Lists stand at their key's column, as decK writes them; `listIndent` shifts the outermost ones. */
export function blockLines(value: unknown, listIndent = 0): string[] {
  if (!isCollection(value)) return [emptyText(value)]
  if (Array.isArray(value)) {
    return value.flatMap(item => blockLines(item).map((line, index) => (index === 0 ? '- ' : '  ') + line))
  }
  return fieldsOf(value).flatMap(([key, field]) => {
    const name = `${scalarText(key)}:`
    if (!isCollection(field)) return [`${name} ${emptyText(field)}`]
    return [name, ...shifted(blockLines(field), Array.isArray(field) ? listIndent : 2)]
  })
}
