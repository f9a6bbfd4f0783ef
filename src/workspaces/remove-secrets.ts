/** A workspace without its secrets, for whatever leaves this machine; and what was removed, for who sends it. */
import { removedMark } from '#formats/secret-names.ts'
import { findSecrets, type Secret } from '#formats/secrets.ts'
import { variable } from '#plugin/variables.ts'

/** Where a secret stood. */
export interface RemovedSecret {
  /** `plugins[0].config.api_token`, or a line and a name where there is no path. */
  path: string
  /** From 1, in the text as it was. */
  line: number
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
function sweep(text: string, values: readonly string[]): string {
  if (values.length > MAX_SEARCHED) return sweepWords(text, values)
  return values.reduce((swept, value, index) => {
    if (!swept.includes(value)) return swept
    const escaped = value.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
    const start = /^\w/.test(value) ? '(?<!\\w)' : ''
    const end = /^[a-z_]+$/.test(value) ? '(?!\\w*["\']?\\s*:(?:\\s|$))' : ''
    const whole = new RegExp(`${start}${escaped}${end}`, 'g')
    return swept.replace(whole, removedMark(index + 1))
  }, text)
}

/** So many credentials that a search for each would take too long: one pass over the words of the text. */
function sweepWords(text: string, values: readonly string[]): string {
  const marks = new Map(values.map((value, index) => [value, removedMark(index + 1)]))
  return text.replace(/[^\s"'`,;:=]{8,}/g, word => marks.get(word) ?? word)
}

/** Values and their lines, since a comment holds each line of its own. */
function tellingValues(secrets: readonly Secret[]): string[] {
  const values = secrets.flatMap(({ value }) => [value, ...value.split('\n')].map(line => line.trim()))
  const telling = [...new Set(values)].filter(value => value.length >= TELLING_LENGTH)
  return telling.sort((left, right) => right.length - left.length)
}

/** Removes every secret from a document. The same secret has the same mark, so that what refers to it still does. */
export function removeSecrets(text: string): WithoutSecrets {
  const secrets = findSecrets(text)
  const numbers = new Map([...new Set(secrets.map(({ value }) => value))].map((value, at) => [value, at + 1]))
  const pieces: string[] = []
  let end = 0
  for (const secret of secrets) {
    pieces.push(
      text.slice(end, secret.start),
      substitute(text, secret, removedMark(numbers.get(secret.value) ?? 0)),
    )
    end = secret.end
  }
  const telling = tellingValues(secrets)
  return {
    text: sweep(pieces.join('') + text.slice(end), telling),
    removed: secrets.map(({ path, line }) => ({ path, line })),
    clean: other => sweep(withoutFound(other), telling),
  }
}

function withoutFound(text: string): string {
  return findSecrets(text).reduceRight(
    (result, { start, end }, index) => result.slice(0, start) + removedMark(index + 1) + result.slice(end),
    text,
  )
}
