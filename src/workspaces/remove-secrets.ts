/** A workspace without its secrets, for whatever leaves this machine; and what was removed, for who sends it. */
import { removedMark } from '#formats/secret-names.ts'
import { findSecrets, type Secret } from '#formats/secrets.ts'
import { variable } from '#plugin/variables.ts'
import type { WorkspaceContent } from './workspace-content.ts'

/** Where a secret stood. */
export interface RemovedSecret {
  /** `plugins[0].config.api_token`, or a line and a name where there is no path. */
  path: string
  /** From 1, in the text as it was; absent for what stands beside the text. */
  line?: number
}

export interface WithoutSecrets {
  text: string
  removed: RemovedSecret[]
  /** The same for a text that belongs to this one, such as its name: the values that were found are removed. */
  clean: (other: string) => string
}

/** A value of at least this length is removed wherever it stands; a shorter one may be an ordinary word elsewhere. */
const TELLING_LENGTH = 8
const MAX_SEARCHED = 200

function substitute(text: string, secret: Secret, mark: string): string {
  if (!secret.isNode) return mark
  // A token has a variable in every format; any other value stays one that the gateway can run with.
  const value = secret.name === 'api_token' ? variable('AUTH_TOKEN') : mark
  const lineEnd = text.slice(secret.start, secret.end).endsWith('\n') ? '\n' : ''
  return `"${value}"${lineEnd}`
}

/** Removes known values elsewhere: in a comment, in a name. A password that reads like a field's name leaves the fields. */
function sweep(text: string, marks: ReadonlyMap<string, string>): string {
  if (marks.size > MAX_SEARCHED) return sweepWords(text, marks)
  let swept = text
  for (const [value, mark] of marks) {
    if (!swept.includes(value)) continue
    const escaped = value.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
    const start = /^\w/.test(value) ? '(?<!\\w)' : ''
    const end = /^[a-z_]+$/.test(value) ? '(?!\\w*["\']?\\s*:(?:\\s|$))' : ''
    swept = swept.replace(new RegExp(`${start}${escaped}${end}`, 'g'), mark)
  }
  return swept
}

/** So many credentials that a search for each would take too long: one pass over the words of the text. */
function sweepWords(text: string, marks: ReadonlyMap<string, string>): string {
  return text.replace(/[^\s"'`,;:=]{8,}/g, word => marks.get(word) ?? word)
}

/** What stands for each value, and for each of its lines, since a comment holds a line of its own; the longest first. */
function marksOf(values: readonly string[]): Map<string, string> {
  const marks = new Map<string, string>()
  for (const [index, value] of values.entries())
    for (const part of [value, ...value.split('\n')].map(line => line.trim()))
      if (part.length >= TELLING_LENGTH && !marks.has(part)) marks.set(part, removedMark(index + 1))
  return new Map([...marks].sort(([left], [right]) => right.length - left.length))
}

/**
 * Removes every secret from a document. The same secret has the same mark, so that what refers to it still does.
 * `others`: secrets that stand beside the document, and are removed from it wherever they stand.
 */
export function removeSecrets(text: string, others: readonly string[] = []): WithoutSecrets {
  const secrets = findSecrets(text)
  const values = [...new Set([...secrets.map(({ value }) => value), ...others])]
  const numbers = new Map(values.map((value, index) => [value, index + 1]))
  const pieces: string[] = []
  let end = 0
  for (const secret of secrets) {
    const mark = removedMark(numbers.get(secret.value) ?? 0)
    pieces.push(text.slice(end, secret.start), substitute(text, secret, mark))
    end = secret.end
  }
  const marks = marksOf(values)
  return {
    text: sweep(pieces.join('') + text.slice(end), marks),
    removed: secrets.map(({ path, line }) => ({ path, line })),
    clean: other => sweep(withoutFound(other), marks),
  }
}

/** The keys of a workspace's applications, which leave with them. */
export function applicationKeys({ applications = [] }: Pick<WorkspaceContent, 'applications'>): {
  keys: string[]
  removed: RemovedSecret[]
} {
  return {
    keys: applications.flatMap(({ keys }) => keys),
    removed: applications.flatMap(({ keys }, at) =>
      keys.map((_, key) => ({ path: `applications[${at}].keys[${key}]` })),
    ),
  }
}

/** A record whose names are texts of the user, too. */
export function cleanNames<Value>(
  record: Readonly<Record<string, Value>>,
  clean: (name: string) => string,
): Record<string, Value> {
  return Object.fromEntries(Object.entries(record).map(([name, value]) => [clean(name), value]))
}

/** A place as one reads it: `plugins[0].config.api_token, line 14`. */
export function placeText({ path, line }: RemovedSecret): string {
  return line === undefined || path.startsWith('line ') ? path : `${path}, line ${line}`
}

function withoutFound(text: string): string {
  return findSecrets(text).reduceRight(
    (result, { start, end }, index) => result.slice(0, start) + removedMark(index + 1) + result.slice(end),
    text,
  )
}
