/**
 * Secrets in text of any kind, broken or not: commands of a shell, comments, headers, HCL, JSON in quotes. Rather takes
 * too much for a secret than too little.
 */
import { isReference, isSecretName, isShellReference, schemeLength } from './secret-names.ts'

/** Where a secret stands: offsets in UTF-16 units, end exclusive. */
export interface SecretSpan {
  start: number
  end: number
  /** The field, header or flag that holds it. */
  name: string
}

/** Shapes that are secrets wherever they stand; the first group is the secret, or all of it. */
const SHAPES: readonly { name: string; shape: RegExp }[] = [
  {
    name: 'private key',
    shape:
      /-----BEGIN [A-Z0-9 ]*PRIVATE KEY-----[\s\S]*?(?:-----END [A-Z0-9 ]*PRIVATE KEY-----|$(?![\s\S]))/g,
  },
  { name: 'Kong token', shape: /\b[a-z]{1,3}pat_[A-Za-z0-9_-]+/g },
  { name: 'token', shape: /\b(?:sk-|gh[a-z]_|github_pat_|glpat-|xox[a-z]-)[A-Za-z0-9_-]{8,}/g },
  { name: 'JSON Web Token', shape: /\beyJ[A-Za-z0-9_-]{6,}\.[A-Za-z0-9_-]+(?:\.[A-Za-z0-9_-]*)?/g },
  {
    name: 'bearer token',
    shape: /\bbearer\s+(?!(?:tokens?|auth|authentication|authorization|credentials)\b)([^\s"'`\\,;]{4,})/gi,
  },
  { name: 'password in a URL', shape: /\b[a-z][a-z0-9+.-]*:\/\/[^\s/:@"'`]*:([^\s/"'`]+)@/gi },
  { name: 'user in a URL', shape: /\b[a-z][a-z0-9+.-]*:\/\/([^\s/:@"'`]{8,})@/gi },
  { name: '--user', shape: /(?<=\s)(?:-u\s*|--user[\s=]+)["']?[^\s:"']+:([^\s"']+)/g },
  { name: '--from-literal', shape: /--from-literal[\s=]+["']?[\w.-]+=([^\s"']+|(?<=['"][\w.-]+=)[^"'\n]+)/g },
]
const FLAG = /--([a-z][\w-]*)\s+(?=[^\s-])/gi
const NAME = /([A-Za-z][\w.-]*)(?:\\?["'])?\]?[ \t]*(?:=>|[:=])[ \t]*/g

interface Found {
  start: number
  end: number
}

function lineEndOf(text: string, offset: number): number {
  const end = text.indexOf('\n', offset)
  return end === -1 ? text.length : end
}

function lineStartOf(text: string, offset: number): number {
  return text.lastIndexOf('\n', offset - 1) + 1
}

/** The quote that is open at an offset of its line; empty when none is. */
function openQuote(text: string, offset: number): string {
  let open = ''
  for (let at = lineStartOf(text, offset); at < offset; at++) {
    const sign = text[at] ?? ''
    if (sign === '\\' && open !== "'") at++
    else if (open === '' && (sign === '"' || sign === "'")) open = sign
    else if (sign === open) open = ''
  }
  return open
}

/** Up to a quote that is not escaped, or the end of the line. */
function upToQuote(text: string, start: number, quote: string): Found {
  const end = lineEndOf(text, start)
  for (let at = start; at < end; at++) {
    if (text[at] === '\\' && quote !== "'") at++
    else if (text.startsWith(quote, at)) {
      const doubled = quote === "'" && text[at + 1] === "'"
      if (!doubled) return { start, end: at }
      at++
    }
  }
  return { start, end }
}

function indentAt(text: string, offset: number): number {
  const start = lineStartOf(text, offset)
  return /^[\s#-]*/.exec(text.slice(start, lineEndOf(text, start)))?.[0].length ?? 0
}

/** The lines below a name that are indented deeper: a block of text, or a list. */
function blockBelow(text: string, nameAt: number, bodyAt: number): Found[] {
  const indent = indentAt(text, nameAt)
  const found: Found[] = []
  for (let at = lineEndOf(text, bodyAt) + 1; at < text.length; at = lineEndOf(text, at) + 1) {
    const line = text.slice(at, lineEndOf(text, at))
    const body = /^[\s#-]*/.exec(line)?.[0].length ?? 0
    if (line.trim() !== '' && (body <= indent || /^["']?[\w.-]+["']?\s*:(?:\s|$)/.test(line.slice(body))))
      break
    if (line.trim() !== '') found.push({ start: at + body, end: at + line.trimEnd().length })
  }
  return found
}

/** The values that a name's separator is followed by. */
function valuesAfter(text: string, nameAt: number, start: number): Found[] {
  const rest = text.slice(start, lineEndOf(text, start))
  if (/^(?:\[\s*)?(?:[|>][-+\d]*)?\s*$/.test(rest)) return blockBelow(text, nameAt, start)
  const open = openQuote(text, nameAt)
  if (rest.startsWith('\\"')) return [upToQuote(text, start + 2, '\\"')].map(trimmedEnd(text))
  const list = /^\[([^\]\n]*)\]/.exec(rest)
  if (list !== null) return [{ start: start + 1, end: start + list[0].length - 1 }]
  const [first = ''] = rest
  if ((first === '"' || first === "'") && first !== open) return [upToQuote(text, start + 1, first)]
  if (open !== '' && text[nameAt - 1] !== open) return [upToQuote(text, start, open)]
  const query = /[?&]$/.test(text.slice(lineStartOf(text, nameAt), nameAt))
  const plain = query ? /^[^\s"'&#]+/.exec(rest) : /^(?:(?! #)[^\n])*/.exec(rest)
  return [{ start, end: start + (plain?.[0].trimEnd().length ?? 0) }]
}

/** A value between escaped quotes ends before the backslash. */
function trimmedEnd(text: string) {
  return ({ start, end }: Found): Found => ({ start, end: text[end - 1] === '\\' ? end - 1 : end })
}

function keptScheme(text: string, { start, end }: Found): Found {
  return { start: start + schemeLength(text.slice(start, end)), end }
}

function shapedSecrets(text: string): SecretSpan[] {
  return SHAPES.flatMap(({ name, shape }) =>
    [...text.matchAll(shape)].map(match => {
      const secret = match[1] ?? match[0]
      const start = match.index + match[0].lastIndexOf(secret)
      return { start, end: start + secret.length, name }
    }),
  )
}

function namedSecrets(text: string, known: (start: number) => boolean): SecretSpan[] {
  return [...text.matchAll(NAME)].flatMap(match => {
    const [all, name = ''] = match
    const start = match.index + all.length
    if (!isSecretName(name) || known(start)) return []
    return valuesAfter(text, match.index, start).map(value => ({ ...keptScheme(text, value), name }))
  })
}

function flaggedSecrets(text: string): SecretSpan[] {
  return [...text.matchAll(FLAG)].flatMap(match => {
    const [all, name = ''] = match
    const start = match.index + all.length
    if (!isSecretName(name)) return []
    const quote = /^["']/.exec(text.slice(start, start + 1))?.[0]
    if (quote !== undefined) return [{ ...upToQuote(text, start + 1, quote), name }]
    return [{ start, end: start + (/^\S+/.exec(text.slice(start))?.[0].length ?? 0), name }]
  })
}

/**
 * The secrets of a text, its templates covered, in no order and possibly overlapping. `known`: whether what a value is
 * has been decided already, by whoever could read the text at this offset.
 */
export function secretsInText(covered: string, known: (start: number) => boolean): SecretSpan[] {
  const named = [...namedSecrets(covered, known), ...flaggedSecrets(covered)]
  const literal = named.filter(({ start, end }) => !isShellReference(covered.slice(start, end)))
  return [...shapedSecrets(covered), ...literal].filter(
    ({ start, end }) => end > start && !isReference(covered.slice(start, end)),
  )
}
