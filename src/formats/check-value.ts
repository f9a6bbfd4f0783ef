/** Holds a value of a document against a zod schema and says what is wrong in the words of the person who wrote it. */
import type { z } from 'zod'
import type { DocumentPath } from '#entities/gateway-state.ts'
import type { QuickFix } from './diagnostic.ts'
import { hasPlaceholder } from './mask.ts'
import { nearest } from './nearest.ts'
import { type Report, type Reporter, rangeAt } from './reporter.ts'
import { fieldsAt, placeOfField } from './schema-fields.ts'

type Issue = z.core.$ZodIssue

export interface Check {
  reporter: Reporter
  schema: z.ZodType
  /** Where the value stands in the document. */
  path: DocumentPath
  /** What the value is, for sentences: `plugin config`, `Route`. */
  noun: string
  /** Says which release has a field that this schema does not know. */
  laterRelease?: (path: DocumentPath) => string | undefined
}

export function valueAt(value: unknown, path: DocumentPath): unknown {
  return path.reduce<unknown>(
    (node, step) =>
      node !== null && typeof node === 'object' && Object.hasOwn(node, step)
        ? (node as Record<string | number, unknown>)[step]
        : undefined,
    value,
  )
}

const article = (word: string) => `${/^[aeiou]/.test(word) ? 'an' : 'a'} ${word}`

const typeNames: Record<string, string> = {
  int: 'a whole number',
  number: 'a number',
  string: 'text',
  boolean: '`true` or `false`',
  array: 'a list',
  object: 'a map of fields',
  record: 'a map of fields',
}

/** What was found, as a person would say it. */
function found(value: unknown): string {
  if (value === null) return 'nothing'
  if (Array.isArray(value)) return 'a list'
  if (typeof value === 'object') return 'a map of fields'
  const text = JSON.stringify(value)
  const shown = text.length > 60 ? `${text.slice(0, 57)}…` : text
  return typeof value === 'string' ? `the text ${shown}` : shown
}

const lastName = (path: DocumentPath) => String(path.findLast(step => typeof step === 'string') ?? 'value')

function replaceValue(check: Check, path: DocumentPath, text: string): QuickFix {
  const range = rangeAt(check.reporter.source, path)
  return check.reporter.fix(`Change to \`${text}\``, range.start, { end: range.end, text })
}

/** The value as it was probably meant: `true` for `"true"`, `"10"` for `10`, `{name: a}` for a Route's `service: a`. */
function retyped(expected: string, value: unknown, name: string): string | undefined {
  if (expected === 'string')
    return ['number', 'boolean'].includes(typeof value) ? JSON.stringify(String(value)) : undefined
  if (typeof value !== 'string') return undefined
  if (expected === 'object' && name === 'service') return `{name: ${JSON.stringify(value)}}`
  if (expected === 'boolean' && /^(true|false)$/i.test(value)) return value.toLowerCase()
  return ['int', 'number'].includes(expected) && /^-?\d+(\.\d+)?$/.test(value) ? value : undefined
}

/** A plugin refers by text, a Route by a map: `service: {name: x}` on a plugin means `service: x`. */
function referenceName(path: DocumentPath, value: unknown): string | undefined {
  if (!['service', 'route', 'consumer'].includes(lastName(path)) || typeof value !== 'object')
    return undefined
  const name = valueAt(value, ['name']) ?? valueAt(value, ['username']) ?? valueAt(value, ['id'])
  return typeof name === 'string' ? name : undefined
}

function wrongType(check: Check, issue: Issue & { expected: string }, value: unknown): Partial<Report> {
  const path = [...check.path, ...(issue.path as DocumentPath)]
  const text = retyped(issue.expected, value, lastName(path))
  const expected = typeNames[issue.expected] ?? article(issue.expected)
  const reference = referenceName(path, value)
  if (reference !== undefined) {
    return {
      code: 'wrong-type',
      message: `\`${lastName(path)}\` of a plugin is the name or id itself, not a map.`,
      fix: replaceValue(check, path, JSON.stringify(reference)),
    }
  }
  return {
    code: 'wrong-type',
    message: `\`${lastName(path)}\` must be ${expected}; found ${found(value)}.`,
    ...(text === undefined ? {} : { fix: replaceValue(check, path, text) }),
  }
}

/** The overview of the plugin names `path`, no published schema has it (decision 11). */
const pathSource = {
  code: 'path-source',
  message:
    '`source: path` is not something Kong accepts; take the value from a `header` or a `query` argument.',
  why: 'Kong’s overview of the plugin mentions paths, but every published schema lists only `header` and `query`.',
}

function wrongValue(check: Check, issue: Issue & { values: unknown[] }, value: unknown): Partial<Report> {
  const path = [...check.path, ...(issue.path as DocumentPath)]
  if (value === 'path' && lastName(path) === 'source') {
    return { ...pathSource, fix: replaceValue(check, path, 'header') }
  }
  const names = issue.values.map(String)
  const meant = typeof value === 'string' ? nearest(value, names) : undefined
  const list = names.map(name => `\`${name}\``).join(', ')
  return {
    code: 'not-one-of',
    message: `\`${lastName(path)}\` must be one of ${list}; found ${found(value)}.`,
    ...(meant === undefined ? {} : { fix: replaceValue(check, path, meant) }),
  }
}

function outOfLimits(issue: Issue & { code: 'too_big' | 'too_small' }, value: unknown): Partial<Report> {
  const name = lastName(issue.path as DocumentPath)
  const limit = issue.code === 'too_big' ? issue.maximum : issue.minimum
  const word = issue.code === 'too_big' ? 'at most' : 'at least'
  if (issue.origin === 'string') {
    if (issue.code === 'too_small' && value === '') {
      return { code: 'empty', message: `\`${name}\` is empty.` }
    }
    const length = typeof value === 'string' ? value.length : 0
    return {
      code: 'out-of-limits',
      message: `\`${name}\` must have ${word} ${limit} characters; it has ${length}.`,
    }
  }
  return { code: 'out-of-limits', message: `\`${name}\` must be ${word} ${limit}; found ${found(value)}.` }
}

function described(check: Check, issue: Issue, value: unknown): Partial<Report> {
  const name = lastName([...check.path, ...(issue.path as DocumentPath)])
  if (value === undefined && (issue.code === 'invalid_type' || issue.code === 'invalid_value')) {
    return { code: 'missing-field', message: `The ${check.noun} lacks \`${name}\`, which is required.` }
  }
  switch (issue.code) {
    case 'invalid_type':
      return wrongType(check, issue, value)
    case 'invalid_value':
      return wrongValue(check, issue, value)
    case 'too_big':
    case 'too_small':
      return outOfLimits(issue, value)
    case 'invalid_format':
      return { code: 'wrong-form', message: `\`${name}\`: ${issue.message}; found ${found(value)}.` }
    case 'custom':
      return { code: 'inconsistent', message: `${issue.message.replace(/\.?$/, '')}.`, at: 'key' }
    default:
      return { code: 'invalid', message: `\`${name}\`: ${issue.message}.` }
  }
}

function unknownField(check: Check, path: DocumentPath, name: string): Report {
  const fields = fieldsAt(check.schema, path)
  const full = [...check.path, ...path, name]
  const base = { severity: 'error', path: full, at: 'key' } as const
  const later = check.laterRelease?.([...path, name])
  if (later !== undefined) {
    const message = `\`${name}\` exists from gateway ${later} on; this document is checked for an earlier release.`
    return { ...base, code: 'later-release-field', message }
  }
  const meant = nearest(name, fields)
  const elsewhere = placeOfField(check.schema, name)
  if (elsewhere !== undefined && elsewhere.length !== path.length + 1) {
    const message = `\`${name}\` does not belong here; it stands at \`${elsewhere.join('.')}\` of the ${check.noun}.`
    return { ...base, code: 'unknown-field', message }
  }
  const where = path.length === 0 ? `a ${check.noun}` : `\`${lastName(path)}\``
  const message = `\`${name}\` is not a field of ${where}.`
  if (meant === undefined) return { ...base, code: 'unknown-field', message }
  const range = rangeAt(check.reporter.source, full, 'key')
  const fix = check.reporter.fix(`Rename to \`${meant}\``, range.start, { end: range.end, text: meant })
  return { ...base, code: 'unknown-field', message: `${message} Did you mean \`${meant}\`?`, fix }
}

function reportsOf(check: Check, issue: Issue, value: unknown): Report[] {
  const path = issue.path as DocumentPath
  if (issue.code === 'unrecognized_keys') return issue.keys.map(key => unknownField(check, path, key))
  const at = valueAt(value, path)
  return [
    {
      severity: 'error',
      code: 'invalid',
      message: issue.message,
      path: [...check.path, ...path],
      ...described(check, issue, at),
    },
  ]
}

function undecided(check: Check, path: DocumentPath): Report {
  return {
    severity: 'hint',
    code: 'variable-value',
    message: `\`${lastName(path)}\` is decided when decK renders the file; the rehearsal leaves it at its default.`,
    path: [...check.path, ...path],
    why: 'decK replaces `${{ … }}` as text before it reads the YAML, so that a number or a boolean can come from it.',
  }
}

/** The value without what stands at a path; in a list, without the item that holds it. */
function without(value: unknown, path: DocumentPath): unknown {
  const [step, ...rest] = path
  if (step === undefined || value === null || typeof value !== 'object') return value
  if (Array.isArray(value)) return value.filter((_, index) => index !== step)
  const entries = Object.entries(value).filter(([key]) => key !== step || rest.length > 0)
  return Object.fromEntries(entries.map(([key, field]) => [key, key === step ? without(field, rest) : field]))
}

/** What schemas made of values that they accept as they stand. A document's values never change. */
const accepted = new WeakMap<z.ZodType, WeakMap<object, unknown>>()

function acceptedBy(schema: z.ZodType): WeakMap<object, unknown> {
  const known = accepted.get(schema) ?? new WeakMap<object, unknown>()
  accepted.set(schema, known)
  return known
}

/**
 * Reports everything wrong with a value. Gives it parsed, defaults filled in, when nothing is. A value that is met
 * again is not parsed again: a large document keeps the values of what a keystroke leaves alone.
 */
export function checkValue<Schema extends z.ZodType>(
  check: Check & { schema: Schema },
  value: unknown,
): z.output<Schema> | undefined {
  const known = acceptedBy(check.schema)
  const object = value !== null && typeof value === 'object' ? value : undefined
  if (object !== undefined && known.has(object)) return known.get(object) as z.output<Schema>
  const result = check.schema.safeParse(value)
  if (!result.success) return refused(check, value, result.error.issues)
  if (object !== undefined) known.set(object, result.data)
  return result.data
}

function refused<Schema extends z.ZodType>(
  check: Check & { schema: Schema },
  value: unknown,
  issues: readonly Issue[],
): z.output<Schema> | undefined {
  const open = issues.filter(issue => hasPlaceholder(valueAt(value, issue.path as DocumentPath)))
  const wrong = issues.filter(issue => !open.includes(issue))
  for (const issue of wrong) reportsOf(check, issue, value).forEach(check.reporter.report)
  for (const issue of open) check.reporter.report(undecided(check, issue.path as DocumentPath))
  if (wrong.length > 0) return undefined
  const decided = open.map(issue => issue.path as DocumentPath).reduceRight(without, value)
  return check.schema.safeParse(decided).data
}
