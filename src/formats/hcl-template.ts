/** Reads HCL's quoted strings and here-documents: escapes, `${…}`, `%{…}`, as the HCL native syntax specification has them. */
import { HclError, type HclExpression, type HclScan, type HclValue, match, nested, take } from './hcl-scan.ts'

const HEREDOC = /<<(-?)([A-Za-z_]\w*)\r?\n/y
const escapes: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t', '"': '"', '\\': '\\' }

function escapedSign(scan: HclScan): string {
  const code = take(scan, /\\u[\da-fA-F]{4}|\\U[\da-fA-F]{8}/y)
  if (code !== undefined) {
    const point = Number.parseInt(code.slice(2), 16)
    if (point > 0x10ffff) throw new HclError('no character has this code', scan.at)
    return String.fromCodePoint(point)
  }
  const sign = escapes[scan.text[scan.at + 1] ?? '']
  if (sign === undefined) throw new HclError('unknown escape in a string', scan.at)
  scan.at += 2
  return sign
}

/** The text up to the brace that closes the one before the position, strings and nested braces skipped. */
function untilBrace(scan: HclScan): string {
  const start = scan.at
  let depth = 1
  while (scan.at < scan.text.length) {
    const char = scan.text[scan.at]
    if (char === '"') {
      nested(scan, () => quoted(scan))
      continue
    }
    if (char === '{') depth++
    if (char === '}') depth--
    scan.at++
    if (depth === 0) return scan.text.slice(start, scan.at - 1)
  }
  throw new HclError('a template is not closed', start)
}

/** `${ … }` or `%{ … }`; a `~` that trims is not part of the expression. */
function interpolation(scan: HclScan): HclExpression {
  const offset = scan.at
  const isDirective = scan.text[scan.at] === '%'
  scan.at += 2
  const inside = untilBrace(scan)
  const text = isDirective ? `%{${inside}}` : inside.replace(/^~|~$/g, '').trim()
  return { kind: 'expression', text, offset }
}

/** A template's value from its parts. */
function templateOf(parts: readonly (string | HclExpression)[]): HclValue {
  const joined: (string | HclExpression)[] = []
  for (const part of parts) {
    const last = joined.at(-1)
    if (typeof part === 'string' && typeof last === 'string') joined[joined.length - 1] = last + part
    else joined.push(part)
  }
  const [first = ''] = joined
  return joined.length < 2 && typeof first === 'string'
    ? { kind: 'literal', value: first }
    : { kind: 'template', parts: joined }
}

/** A quoted template at the position. */
export function quoted(scan: HclScan): HclValue {
  const start = scan.at
  const parts: (string | HclExpression)[] = []
  scan.at++
  while (scan.text[scan.at] !== '"') {
    const plain = take(scan, /[^"\\$%\n]+/y)
    if (plain !== undefined) parts.push(plain)
    else if (scan.text[scan.at] === undefined || scan.text[scan.at] === '\n') {
      throw new HclError('a string is not closed', start)
    } else parts.push(scan.text[scan.at] === '\\' ? escapedSign(scan) : templateSign(scan))
  }
  scan.at++
  return templateOf(parts)
}

/** A `$` or `%`: an escaped opening, a template, or itself. */
function templateSign(scan: HclScan): string | HclExpression {
  const escaped = take(scan, /\$\$\{|%%\{/y)
  if (escaped !== undefined) return escaped.slice(1)
  if (match(scan, /[$%]\{/y) !== null) return nested(scan, () => interpolation(scan))
  scan.at++
  return scan.text[scan.at - 1] ?? ''
}

function leastMargin(lines: readonly string[]): number {
  const margins = lines.filter(line => line.trim() !== '').map(line => line.search(/\S/))
  return margins.reduce((least, margin) => Math.min(least, margin), Number.POSITIVE_INFINITY)
}

/** The here-document at the position; undefined when none starts there. */
export function heredoc(scan: HclScan): HclValue | undefined {
  const found = match(scan, HEREDOC)
  if (found === null) return undefined
  const [opening, dash, name = ''] = found
  const start = scan.at + opening.length
  const close = new RegExp(`^[ \\t]*${name}[ \\t]*\\r?$`, 'm').exec(scan.text.slice(start))
  if (close === null) throw new HclError(`the here-document has no closing \`${name}\``, scan.at)
  const body = scan.text.slice(start, start + close.index)
  scan.at = start + close.index + close[0].replace(/\r$/, '').length
  const lines = body.split('\n')
  const margin = dash === '-' ? leastMargin(lines) : 0
  const inner: HclScan = {
    text:
      margin === 0 || margin === Number.POSITIVE_INFINITY
        ? body
        : lines.map(line => line.slice(margin)).join('\n'),
    at: 0,
    depth: scan.depth,
  }
  const parts: (string | HclExpression)[] = []
  while (inner.at < inner.text.length) parts.push(take(inner, /[^$%]+/y) ?? templateSign(inner))
  const moved = parts.map(part =>
    typeof part === 'string' ? part : { ...part, offset: start + part.offset },
  )
  return templateOf(moved)
}
