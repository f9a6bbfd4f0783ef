/** Reads PowerShell as far as the studio and Kong's users write it: here-strings, quotes, `$env:NAME`, pipes, continued lines. */
import type { ShellWord } from './shell-command.ts'

type Expand = (name: string) => string

/** `@'…'@` or `@"…"@`, as written. */
export interface HereString {
  body: string
  /** Offset of the body. */
  start: number
  /** Whether it is the expanding kind. */
  expanding: boolean
  /** Offset behind its closing sign. */
  end: number
}

/** One statement: its words, a here-string for the one that is one, `|` for a pipe. */
export interface PowershellStatement {
  words: (ShellWord & { hereString?: HereString })[]
  end: number
}

/** The here-string that starts at an offset; one without an end runs to the end of the text. */
function hereStringAt(text: string, at: number): HereString | undefined {
  const opening = /^@(['"])[ \t]*\r?\n/.exec(text.slice(at, at + 100))
  if (opening === null) return undefined
  const start = at + opening[0].length
  const closing = `\n${opening[1]}@`
  const found = text.indexOf(closing, start - 1)
  const close = found === -1 ? text.length : found
  const body = text.slice(start, Math.max(start, close)).replace(/\r$/, '')
  return { body, start, expanding: opening[1] === '"', end: Math.min(text.length, close + closing.length) }
}

const escapes: Readonly<Record<string, string>> = {
  n: '\n',
  r: '\r',
  t: '\t',
  '0': '\0',
  a: '\x07',
  b: '\b',
  e: '\x1b',
}

/** Expanding text: a backtick takes the next sign as it is or for its code, `$env:NAME` is a variable. */
function expanded(text: string, expand: Expand): string {
  return text.replace(/`[\s\S]|\$\{env:\w+\}|\$env:\w+/gi, found => {
    if (!found.startsWith('`')) return expand(found.replace(/^\$\{?env:(?:DECK_)?|\}$/gi, ''))
    const sign = found.slice(1)
    return escapes[sign] ?? sign
  })
}

/** What a here-string says. */
export function hereStringText({ body, expanding }: HereString, expand: Expand): string {
  return expanding ? expanded(body, expand) : body
}

/** PowerShell takes typographic quotes for quotes too. */
const SINGLE = /^['\u2018-\u201b]((?:[^'\u2018-\u201b]|['\u2018-\u201b]{2})*)['\u2018-\u201b]?/
const DOUBLE = /^["\u201c-\u201e]((?:[^"`\u201c-\u201e]|`[\s\S]|["\u201c-\u201e]{2})*)["\u201c-\u201e]?/
const TABLE = /^@\{[^}]*\}?/
const BARE = /^(?:`[^\r\n]|[^\s`'"|;])+/

function wordAt(text: string, at: number, expand: Expand): { word: ShellWord; end: number } {
  const rest = text.slice(at, at + 20_000)
  const single = SINGLE.exec(rest)
  if (single !== null) {
    const inner = (single[1] ?? '').replace(/(['\u2018-\u201b])['\u2018-\u201b]/g, '$1')
    return { word: { text: inner, start: at + 1 }, end: at + single[0].length }
  }
  const double = DOUBLE.exec(rest)
  if (double !== null) {
    const inner = expanded((double[1] ?? '').replace(/(["\u201c-\u201e])["\u201c-\u201e]/g, '$1'), expand)
    return { word: { text: inner, start: at + 1 }, end: at + double[0].length }
  }
  const plain = (TABLE.exec(rest) ?? BARE.exec(rest))?.[0] ?? rest.slice(0, 1)
  return { word: { text: expanded(plain, expand), start: at }, end: at + plain.length }
}

const BLANK = /^(?:[ \t\r]|`\r?\n)+/

/** Reads the statement that starts at an offset. A pipe at the end of a line goes on in the next one. */
export function powershellStatement(text: string, start: number, expand: Expand): PowershellStatement {
  const words: PowershellStatement['words'] = []
  let at = start
  while (at < text.length) {
    at += BLANK.exec(text.slice(at, at + 1000))?.[0].length ?? 0
    const char = text[at]
    if (char === undefined || char === '\n' || char === ';') {
      if (char !== '\n' || words.at(-1)?.text !== '|') break
      at++
      continue
    }
    const hereString = hereStringAt(text, at)
    const next = wordAt(text, at, expand)
    words.push(hereString === undefined ? next.word : { text: '', start: hereString.start, hereString })
    at = hereString?.end ?? next.end
  }
  return { words, end: Math.max(at + 1, start + 1) }
}
