/** HCL as `terraform fmt` lays it out and as Kong's documents print it; strings escaped as Terraform's "Strings and Templates" page says. */
import { type ValuePart, valueParts } from '#plugin/variables.ts'
import { entriesOf, type Fields, isFields, isList, type Value } from './plugin-row.ts'

/** Variable name in the config → name in Terraform. */
export type VariableNames = ReadonlyMap<string, string>

/** `key = value` lines of an object's body; keys of neighbouring one-line values are aligned. */
export function hclLines(fields: Fields, names: VariableNames): string[] {
  const entries = entriesOf(fields).map(([key, value]) => [key, valueLines(value, names)] as const)
  return entries.flatMap(([key, lines], index) => {
    if (lines.length > 1) return [`${key} = ${lines[0]}`, ...lines.slice(1)]
    return [`${key.padEnd(groupWidth(entries, index))} = ${lines[0]}`]
  })
}

/** The longest key in the run of one-line entries around an index. */
function groupWidth(entries: readonly (readonly [string, string[]])[], index: number): number {
  const isOneLine = (at: number) => entries[at]?.[1].length === 1
  let start = index
  while (isOneLine(start - 1)) start -= 1
  let width = 0
  for (let at = start; isOneLine(at); at += 1) width = Math.max(width, entries[at]?.[0].length ?? 0)
  return width
}

function valueLines(value: Value, names: VariableNames): string[] {
  if (isList(value)) return listLines(value, names)
  if (!isFields(value)) return [hclScalar(value, names)]
  const lines = hclLines(value, names).map(line => `  ${line}`)
  return lines.length === 0 ? ['{}'] : ['{', ...lines, '}']
}

function listLines(list: readonly Value[], names: VariableNames): string[] {
  if (!list.some(isFields)) return [`[${list.map(item => valueLines(item, names).join('')).join(', ')}]`]
  const items = list.flatMap(item => {
    const lines = valueLines(item, names).map(line => `  ${line}`)
    return lines.with(-1, `${lines.at(-1)},`)
  })
  return ['[', ...items, ']']
}

/** A scalar: a string that is one variable becomes the reference itself, a mixed one a template. */
export function hclScalar(value: Value, names: VariableNames): string {
  if (typeof value !== 'string') return JSON.stringify(value ?? null)
  const parts = valueParts(value)
  const [first] = parts
  if (parts.length === 1 && first?.kind === 'variable') return reference(first.name, names)
  return `"${parts.map((part, index) => hclPart(part, names, index < parts.length - 1)).join('')}"`
}

/** A `$` right before a reference would turn `${` into text, so it is written as a code. */
function hclPart(part: ValuePart, names: VariableNames, referenceFollows: boolean): string {
  if (part.kind === 'variable') return `\${${reference(part.name, names)}}`
  const text = hclEscape(part.text)
  return referenceFollows ? text.replace(/\$$/, '\\u0024') : text
}

function reference(name: string, names: VariableNames): string {
  return `var.${names.get(name) ?? name.toLowerCase()}`
}

/** The text as it stands between HCL's quotes. Terraform normalizes every string to NFC whatever is written. */
export function hclEscape(text: string): string {
  if (/^[\w./: -]*$/.test(text)) return text
  return text
    .replace(/["\\]/g, '\\$&')
    .replaceAll('\n', '\\n')
    .replaceAll('\r', '\\r')
    .replaceAll('\t', '\\t')
    .replace(/[$%](?=\{)/g, '$&$&')
    .replace(/[^\P{C}\u200c\u200d]|[\u2028\u2029]/gu, unicodeEscape)
}

function unicodeEscape(sign: string): string {
  const code = (sign.codePointAt(0) ?? 0).toString(16)
  return code.length > 4 ? `\\U${code.padStart(8, '0')}` : `\\u${code.padStart(4, '0')}`
}

/** A name as a Terraform identifier: letters, digits, `_` and `-`, not starting with a digit. */
export function identifier(name: string): string {
  const text = name.replace(/[^\w-]/g, '_')
  return /^[a-z_]/i.test(text) ? text : `_${text}`
}

/** Names that Terraform keeps for itself among input variables. */
const RESERVED = new Set([
  'source',
  'version',
  'providers',
  'count',
  'for_each',
  'lifecycle',
  'depends_on',
  'locals',
])

/** Terraform names for variables: lower-cased as Kong's documents do, numbered where two would be the same. */
export function terraformVariables(names: readonly string[]): VariableNames {
  const taken = new Set<string>(RESERVED)
  return new Map(
    names.map(name => {
      const base = name.toLowerCase()
      let unique = base
      for (let number = 2; taken.has(unique); number += 1) unique = `${base}_${number}`
      taken.add(unique)
      return [name, unique]
    }),
  )
}
