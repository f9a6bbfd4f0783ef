/**
 * Parses a block of HCL's native syntax as far as configuration needs it: attributes, objects, lists, templates,
 * here-documents, numbers, comments. Expressions beyond a literal are kept as their text. Strings and templates
 * follow the HCL native syntax specification.
 */
import {
  type HclBlock,
  HclError,
  type HclExpression,
  type HclField,
  type HclProblem,
  type HclScan,
  type HclValue,
  match,
  nested,
  take,
} from './hcl-scan.ts'
import { heredoc, quoted } from './hcl-template.ts'

const BLANKS = /(?:[ \t\r]|\/\*[\s\S]*?\*\/)+/y
const SPACE = /(?:\s|#[^\n]*|\/\/[^\n]*|\/\*[\s\S]*?\*\/)+/y
const IDENTIFIER = /[A-Za-z_][\w-]*/y
const NUMBER = /-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/y
/** What may follow a value that is all of its expression. */
const VALUE_END = /[\r\n,\]})#]|\/[/*]|$/y
const NAME_COMMENT = /[ \t]*#[ \t]*(?=")/y

function expect(scan: HclScan, sign: string): void {
  if (scan.text[scan.at] !== sign) throw new HclError(`expected \`${sign}\``, scan.at)
  scan.at++
}

const closing: Readonly<Record<string, string>> = { '(': ')', '[': ']', '{': '}' }

/** What ends an expression outside of its own brackets. */
const EXPRESSION_END = /[\r\n,)\]}#]|\/[/*]/y

/** Goes over the next sign of an expression, or the next string; `open` are the closing brackets that are due. */
function skip(scan: HclScan, open: string[]): void {
  const char = scan.text[scan.at] ?? ''
  if (char === '"') {
    nested(scan, () => quoted(scan))
    return
  }
  const close = closing[char]
  if (close !== undefined) open.push(close)
  else if (char === open.at(-1)) open.pop()
  scan.at++
}

/** An expression as text: up to a line break, a comma or a closing bracket outside of its own brackets. */
function expression(scan: HclScan): HclExpression {
  const offset = scan.at
  const open: string[] = []
  while (scan.at < scan.text.length && (open.length > 0 || match(scan, EXPRESSION_END) === null))
    skip(scan, open)
  const text = scan.text.slice(offset, scan.at).trim()
  if (text === '') throw new HclError('expected a value', offset)
  const comment = nameComment(scan)
  return { kind: 'expression', text, offset, ...(comment === undefined ? {} : { comment }) }
}

/** The string in a comment at the position, which is left where it is. */
function nameComment({ text, at, depth }: HclScan): string | undefined {
  const ahead: HclScan = { text, at, depth }
  if (take(ahead, NAME_COMMENT) === undefined) return undefined
  try {
    const value = quoted(ahead)
    return value.kind === 'literal' && typeof value.value === 'string' ? value.value : undefined
  } catch (error) {
    if (error instanceof HclError) return undefined
    throw error
  }
}

function literal(text: string): HclValue | undefined {
  if (text === 'true' || text === 'false') return { kind: 'literal', value: text === 'true' }
  return text === 'null' ? { kind: 'literal', value: null } : undefined
}

function list(scan: HclScan): HclValue {
  const items: HclValue[] = []
  scan.at++
  for (take(scan, SPACE); scan.text[scan.at] !== ']'; take(scan, SPACE)) {
    items.push(value(scan))
    take(scan, SPACE)
    if (scan.text[scan.at] === ',') scan.at++
    else if (scan.text[scan.at] !== ']') throw new HclError('expected `,` or `]` in a list', scan.at)
  }
  scan.at++
  return { kind: 'list', items }
}

function fieldName(scan: HclScan): string {
  if (scan.text[scan.at] === '"') {
    const name = quoted(scan)
    if (name.kind === 'literal') return String(name.value)
  }
  const name = take(scan, IDENTIFIER)
  if (name === undefined) throw new HclError('expected a name', scan.at)
  return name
}

function object(scan: HclScan): HclValue {
  const fields: HclField[] = []
  scan.at++
  for (take(scan, SPACE); scan.text[scan.at] !== '}'; take(scan, SPACE)) {
    const offset = scan.at
    const name = fieldName(scan)
    take(scan, BLANKS)
    if (take(scan, /[=:]/y) === undefined) throw new HclError(`expected \`=\` behind \`${name}\``, scan.at)
    fields.push({ name, value: value(scan), offset })
    take(scan, SPACE)
    if (scan.text[scan.at] === ',') scan.at++
  }
  scan.at++
  return { kind: 'object', fields }
}

/** A value that starts as a literal, a list or an object; undefined for anything else. */
function primary(scan: HclScan): HclValue | undefined {
  const char = scan.text[scan.at]
  const here = heredoc(scan)
  if (here !== undefined) return here
  if (char === '"') return quoted(scan)
  if (char === '[' && match(scan, /\[\s*for\b/y) === null) return list(scan)
  if (char === '{' && match(scan, /\{\s*for\b/y) === null) return object(scan)
  const number = take(scan, NUMBER)
  return number === undefined ? undefined : { kind: 'literal', value: Number(number) }
}

function value(scan: HclScan): HclValue {
  take(scan, BLANKS)
  const start = scan.at
  const found = nested(scan, () => primary(scan))
  const end = scan.at
  take(scan, BLANKS)
  if (found !== undefined && match(scan, VALUE_END) !== null) {
    scan.at = end
    return found
  }
  scan.at = start
  const read = expression(scan)
  return literal(read.text) ?? read
}

function readBody(scan: HclScan, block: HclBlock): void {
  for (take(scan, SPACE); scan.text[scan.at] !== '}'; take(scan, SPACE)) {
    const offset = scan.at
    if (offset >= scan.text.length) throw new HclError('a block is not closed', block.offset)
    const name = fieldName(scan)
    take(scan, BLANKS)
    if (scan.text[scan.at] === '=') {
      scan.at++
      block.fields.push({ name, value: value(scan), offset })
    } else {
      scan.at = offset
      block.blocks.push(nested(scan, () => readBlock(scan)))
    }
  }
}

function readBlock(scan: HclScan): HclBlock {
  const offset = scan.at
  const block: HclBlock = { type: fieldName(scan), labels: [], fields: [], blocks: [], offset, end: offset }
  for (take(scan, BLANKS); scan.text[scan.at] !== '{'; take(scan, BLANKS)) {
    if (scan.text[scan.at] === undefined || scan.text[scan.at] === '\n') expect(scan, '{')
    block.labels.push(fieldName(scan))
  }
  expect(scan, '{')
  const comment = nameComment(scan)
  if (comment !== undefined) block.comment = comment
  readBody(scan, block)
  expect(scan, '}')
  block.end = scan.at
  return block
}

/** Parses the block that starts at an offset. Never throws. */
export function parseHclBlock(text: string, start: number): HclBlock | HclProblem {
  try {
    return readBlock({ text, at: start, depth: 0 })
  } catch (error) {
    if (error instanceof HclError) return { problem: error.message, offset: error.offset }
    throw error
  }
}
