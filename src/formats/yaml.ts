/**
 * YAML as decK, kubectl and Kong's documents write it: block style, lists at their key's column, strings plain
 * where every YAML version reads them as that same string, quoted elsewhere.
 */
import { type ValuePart, valueParts } from '#plugin/variables.ts'
import { jsonEscape } from './json.ts'
import { entriesOf, isFields, isList, type Value } from './plugin-row.ts'
import { type Wrapper, wrapParts } from './shell.ts'

export interface YamlStyle {
  wrapper: Wrapper
  /** The quotes around a string with a variable; none leaves a string that is one variable bare. */
  variableQuote: 'none' | "'" | '"'
  /** The quotes around a string that starts with a sign, as Ruby's Psych has them in Kong's documents: `"/path"`. */
  signQuote: "'" | '"'
}

/** A value as lines without indentation. */
export function yamlLines(value: Value, style: YamlStyle): string[] {
  if (isList(value) && value.length > 0) return value.flatMap(item => itemLines(item, style))
  if (isFields(value) && entriesOf(value).length > 0) {
    return entriesOf(value).flatMap(([key, member]) => memberLines(key, member, style))
  }
  if (isList(value)) return ['[]']
  return [isFields(value) ? '{}' : yamlScalar(value, style)]
}

export function indent(lines: readonly string[], margin = '  '): string[] {
  return lines.map(line => margin + line)
}

function itemLines(item: Value, style: YamlStyle): string[] {
  return yamlLines(item, style).map((line, index) => (index === 0 ? '- ' : '  ') + line)
}

function memberLines(key: string, value: Value, style: YamlStyle): string[] {
  const lines = yamlLines(value, style)
  const name = `${yamlScalar(key, style)}:`
  if (isList(value) && value.length > 0) return [name, ...lines]
  if (isFields(value) && entriesOf(value).length > 0) return [name, ...indent(lines)]
  return [`${name} ${lines[0]}`]
}

function yamlScalar(value: string | number | boolean | null | undefined, style: YamlStyle): string {
  if (typeof value !== 'string') return JSON.stringify(value ?? null)
  return yamlString(valueParts(value), style)
}

/** A string of parts as a scalar. */
function yamlString(parts: readonly ValuePart[], style: YamlStyle): string {
  const [first] = parts
  const hasVariables = parts.some(part => part.kind === 'variable')
  if (style.variableQuote === 'none' && parts.length === 1 && first?.kind === 'variable') {
    return style.wrapper.variable(first.name, true)
  }
  const text = parts.map(part => (part.kind === 'text' ? part.text : '')).join('')
  const quote = quoteFor(text, hasVariables, style)
  const mark = style.wrapper.text(quote)
  return mark + wrapParts(parts, style.wrapper, escapes[quote]) + mark
}

const escapes = {
  '': (text: string) => text,
  "'": (text: string) => text.replaceAll("'", "''"),
  '"': doubleQuotedEscape,
} as const

function quoteFor(text: string, hasVariables: boolean, style: YamlStyle): '' | "'" | '"' {
  if (NEEDS_ESCAPES.test(text)) return '"'
  if (hasVariables) return style.variableQuote === 'none' ? "'" : style.variableQuote
  if (PLAIN.test(text) && !LOOK_ALIKE.test(text)) return ''
  return /^[^\w'"]/.test(text) && !text.includes('"') ? style.signQuote : "'"
}

/**
 * What single quotes cannot hold: what YAML does not print, every kind of line break, and the opening of a
 * decK template, which decK replaces before it reads YAML.
 */
const NEEDS_ESCAPES =
  /[^\x20-\x7e\u00a0-\u200d\u2010-\u2027\u202f-\u2065\u206a-\ud7ff\ue000-\ufefe\uff00-\ufffd\u{10000}-\u{10ffff}]|\$\{\{/u

/** Strings that no YAML version can take for anything else, look-alikes aside. */
const PLAIN = /^\w(?:[\w./@|+=~^$%&*!?;()<>-]|:(?=[\w/])| (?=[\w(]))*$/

/** Strings that some YAML version reads as boolean, null, number, time or date. */
const LOOK_ALIKE =
  /^(?:y|yes|n|no|true|false|on|off|null|nan|inf|0x[\da-f_]+|0o?[0-7_]+|0b[01_]+|[\d_.:]+(?:e[+-]?\d+)?|\d+-\d+-\d.*)$/i

/** YAML's double quotes know all of JSON's escapes. */
function doubleQuotedEscape(text: string): string {
  return jsonEscape(text).replaceAll('${{', '\\x24{{')
}
