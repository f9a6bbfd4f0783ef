/** Keeps secrets of a file out of what is said about it: logs of a pipeline are read by many. */
import { findSecrets } from '#formats/secrets.ts'
import type { FileDiagnostic } from './file-document.ts'

const SHOWN_INSTEAD = '(hidden)'
/** A message shows the beginning of a long value; so much of it is enough to know it by. */
const KNOWN_BY = 8

function secretsIn(text: string): string[] {
  const values = findSecrets(text).flatMap(({ value }) => value.split('\n').map(line => line.trim()))
  return [...new Set(values)].filter(value => value !== '').sort((left, right) => right.length - left.length)
}

function pattern(secret: string): string {
  const start = secret.slice(0, KNOWN_BY).replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
  return secret.length > KNOWN_BY ? `${start}[^\\s"'\`]*` : `(?<![\\w-])${start}(?![\\w-])`
}

/** Gives what replaces the file's secrets in a sentence about it. */
export function secretHider(text: string): (sentence: string) => string {
  const secrets = secretsIn(text)
  if (secrets.length === 0) return sentence => sentence
  const any = new RegExp(secrets.map(pattern).join('|'), 'g')
  return sentence => sentence.replace(any, SHOWN_INSTEAD)
}

/** The diagnostic without the file's secrets. A fix that would write one keeps its label only. */
export function withoutSecrets(
  { message, why, fix, ...found }: FileDiagnostic,
  hide: (sentence: string) => string,
): FileDiagnostic {
  const edits = fix?.edits?.some(edit => hide(edit.text) !== edit.text) ? undefined : fix?.edits
  return {
    ...found,
    message: hide(message),
    ...(why === undefined ? {} : { why: hide(why) }),
    ...(fix === undefined
      ? {}
      : { fix: { label: hide(fix.label), ...(edits === undefined ? {} : { edits }) } }),
  }
}
