/** Reads shell commands as a POSIX shell would split them, as far as Kong's documents use the shell: quotes, variables, pipes, here-documents. */
import { variable } from '#plugin/variables.ts'
import { indentOf } from './indentation.ts'

/** A word after quote removal; shell variables stand in it in canonical form. */
export interface ShellWord {
  text: string
  /** Offset of the word's first character behind its opening quote. */
  start: number
}

export interface ShellCommand {
  /** The words of each command of the pipeline. */
  pipeline: ShellWord[][]
  /** The body of its here-document. */
  heredoc?: ShellWord
  start: number
  /** Offset behind the command and its here-document. */
  end: number
  /** Offsets of what only a running shell can replace: `$(…)`, backticks, `${NAME:-…}`. Their text stands in the words. */
  unresolved: number[]
}

/** What stands in a word for an environment variable. */
type Expand = (name: string) => string

interface Scan {
  text: string
  at: number
  expand: Expand
  unresolved: number[]
}

/** What stands between words; a copied web page has no-break spaces there. Any other white space is a part of words. */
const BLANK = String.raw`[ \t\r\u00a0]`
const BLANKS = new RegExp(String.raw`(?:${BLANK}|\\\r?\n)*`, 'y')
const LINE_BREAKS = new RegExp(String.raw`(?:${BLANK}|\n)*`, 'y')
const WORD_END = new RegExp(String.raw`${BLANK}|[\n|;&<>]`)

const NAME = /^\$(?:\{([A-Za-z_]\w*)\}|([A-Za-z_]\w*))/

/** What a `$` at the scan's position stands for; decK's own `${{ … }}` stays as it is. */
function dollar(scan: Scan): string {
  const rest = scan.text.slice(scan.at, scan.at + 500)
  const template = /^\$\{\{[^\n]*?\}\}/.exec(rest)
  const name = NAME.exec(rest)
  const length = (template ?? name)?.[0].length ?? 1
  if (template === null && name === null && /^\$[({]/.test(rest)) scan.unresolved.push(scan.at)
  scan.at += length
  if (template !== null || name === null) return rest.slice(0, length)
  return scan.expand((name[1] ?? name[2] ?? '').replace(/^DECK_/, ''))
}

/** A sign that stands for itself, but for a backtick, which starts a command. */
function sign(scan: Scan): string {
  const char = scan.text[scan.at] ?? ''
  if (char === '`') scan.unresolved.push(scan.at)
  scan.at++
  return char
}

function singleQuoted(scan: Scan): string {
  const end = scan.text.indexOf("'", scan.at + 1)
  const close = end === -1 ? scan.text.length : end
  const piece = scan.text.slice(scan.at + 1, close)
  scan.at = close + 1
  return piece
}

/** One step inside double quotes or an unquoted here-document. */
function expanded(scan: Scan, escapable: RegExp): string {
  const char = scan.text[scan.at] ?? ''
  if (char === '$') return dollar(scan)
  const next = scan.text[scan.at + 1] ?? ''
  if (char === '\\' && escapable.test(next)) {
    scan.at += 2
    return next === '\n' ? '' : next
  }
  return sign(scan)
}

function doubleQuoted(scan: Scan): string {
  let piece = ''
  scan.at++
  while (scan.at < scan.text.length && scan.text[scan.at] !== '"') piece += expanded(scan, /["$`\\\n]/)
  scan.at++
  return piece
}

/** `{serviceName|Id}`: in the documents' URLs the bar is no pipe. */
const PLACEHOLDER = /^\{[A-Za-z]+\|[A-Za-z]+\}/

function unquoted(scan: Scan): string {
  const char = scan.text[scan.at] ?? ''
  if (char === '$') return dollar(scan)
  const placeholder = char === '{' ? PLACEHOLDER.exec(scan.text.slice(scan.at, scan.at + 100)) : null
  if (placeholder !== null) {
    scan.at += placeholder[0].length
    return placeholder[0]
  }
  if (char !== '\\') return sign(scan)
  const next = scan.text[scan.at + 1] ?? ''
  scan.at += 2
  return next === '\n' ? '' : next
}

function word(scan: Scan): ShellWord {
  const quote = scan.text[scan.at]
  const start = scan.at + (quote === "'" || quote === '"' ? 1 : 0)
  let text = ''
  while (scan.at < scan.text.length && !WORD_END.test(scan.text[scan.at] ?? '')) {
    const char = scan.text[scan.at]
    if (char === "'") text += singleQuoted(scan)
    else text += char === '"' ? doubleQuoted(scan) : unquoted(scan)
  }
  return { text, start }
}

interface Delimiter {
  name: string
  quoted: boolean
  dash: boolean
}

function heredocBody(scan: Scan, { name, quoted, dash, indent }: Delimiter & { indent: string }): ShellWord {
  const start = scan.at
  // A command that is copied with its indentation ends its here-document with the same indentation.
  const end = new RegExp(`^${dash ? '\\t*' : indent}${name.replace(/\W/g, '\\$&')}\\r?$`, 'm').exec(
    scan.text.slice(start),
  )
  const close = end === null ? scan.text.length : start + end.index
  const body = { ...scan, text: scan.text.slice(0, close), at: start }
  let text = ''
  if (quoted) text = scan.text.slice(start, close)
  else while (body.at < close) text += expanded(body, /[$`\\\n]/)
  scan.at = close + (end?.[0].length ?? 0)
  return { text: dash ? text.replace(/^\t+/gm, '') : text, start }
}

function skip(scan: Scan, what: RegExp): void {
  what.lastIndex = scan.at
  scan.at += what.exec(scan.text)?.[0].length ?? 0
}

function heredocStart(scan: Scan): Delimiter | undefined {
  const match = /^<<(-?)[ \t]*(['"]?)([\w.-]+)\2/.exec(scan.text.slice(scan.at, scan.at + 200))
  if (match === null) return undefined
  scan.at += match[0].length
  return { name: match[3] ?? '', quoted: match[2] !== '', dash: match[1] === '-' }
}

/** Reads one thing inside a command: a word, a pipe, a redirection, the start of a here-document. */
function step(scan: Scan, pipeline: ShellWord[][]): Delimiter | undefined {
  const char = scan.text[scan.at] ?? ''
  const delimiter = char === '<' ? heredocStart(scan) : undefined
  if (delimiter !== undefined) return delimiter
  if (char === '|') {
    pipeline.push([])
    scan.at++
    // A pipeline may go on in the next line.
    skip(scan, LINE_BREAKS)
  } else if (/[<>&]/.test(char)) scan.at++
  else pipeline.at(-1)?.push(word(scan))
  return undefined
}

/** The white space between the start of a command's line and the command. */
function indentBefore(text: string, start: number): string {
  return indentOf(text.slice(text.lastIndexOf('\n', start - 1) + 1, start))
}

/**
 * Reads the command that starts at an offset, up to its end of line, with everything quoted or piped in it.
 * A variable stands in the words in its canonical form, or as `expand` writes it.
 */
export function shellCommand(text: string, start: number, expand: Expand = variable): ShellCommand {
  const scan: Scan = { text, at: start, expand, unresolved: [] }
  const pipeline: ShellWord[][] = [[]]
  let delimiter: Delimiter | undefined
  for (skip(scan, BLANKS); scan.at < text.length && !/[\n;]/.test(text[scan.at] ?? ''); skip(scan, BLANKS)) {
    delimiter = step(scan, pipeline) ?? delimiter
  }
  if (scan.at < text.length) scan.at++
  const heredoc =
    delimiter === undefined
      ? undefined
      : heredocBody(scan, { ...delimiter, indent: indentBefore(text, start) })
  const { unresolved } = scan
  const end = Math.max(scan.at, start + 1)
  return { pipeline, ...(heredoc === undefined ? {} : { heredoc }), start, end, unresolved }
}
