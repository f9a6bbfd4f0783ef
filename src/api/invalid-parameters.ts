/** What zod found wrong, in Konnect's words (Konnect API, InvalidParameters). */
import type { z } from 'zod'
import type { InvalidParameter } from './problem.ts'

type Issue = z.core.$ZodIssue
type Source = 'body' | 'query'

/** More than this many findings of one request help nobody. */
const limit = 100

/** The findings of a failed parse, at most 100; `source` is where the value came from. */
export function invalidParameters(error: z.ZodError, source: Source): InvalidParameter[] {
  return error.issues.slice(0, limit).flatMap(issue => ofIssue(issue, source))
}

function ofIssue(issue: Issue, source: Source): InvalidParameter[] {
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map(key => ({
      field: fieldName([...issue.path, key], source),
      rule: 'unknown_property',
      source,
      reason: 'is not a property that is known here',
    }))
  }
  return [{ field: fieldName(issue.path, source), source, ...rule(issue) }]
}

function rule(issue: Issue): Omit<InvalidParameter, 'field' | 'source'> {
  switch (issue.code) {
    case 'invalid_type':
      return wrongType(issue)
    case 'too_small':
      return tooSmall(issue)
    case 'too_big':
      return tooBig(issue)
    case 'invalid_value':
      return {
        rule: 'enum',
        choices: [...issue.values],
        reason: `must be ${issue.values.map(value => JSON.stringify(value)).join(' or ')}`,
      }
    case 'invalid_format':
      return wrongFormat(issue)
    case 'invalid_key':
      return { rule: 'invalid', reason: issue.issues[0]?.message ?? issue.message }
    default:
      return { rule: 'invalid', reason: issue.message }
  }
}

function wrongFormat(issue: z.core.$ZodIssueInvalidStringFormat): Omit<InvalidParameter, 'field' | 'source'> {
  if (issue.format === 'datetime') {
    return { rule: 'is_date_time', reason: 'must be an RFC 3339 date-time, such as 2023-01-01T01:01:01.001Z' }
  }
  if (issue.format !== 'regex') return { rule: 'matches_regex', reason: `must be a valid ${issue.format}` }
  // A schema that says what the pattern means says it better.
  const isOwn = !issue.message.startsWith('Invalid string')
  return { rule: 'matches_regex', reason: isOwn ? issue.message : `must match ${issue.pattern}` }
}

function wrongType(issue: z.core.$ZodIssueInvalidType): Omit<InvalidParameter, 'field' | 'source'> {
  if (issue.input === undefined && issue.message.endsWith('received undefined')) {
    return { rule: 'required', reason: 'is a required field' }
  }
  if (issue.expected === 'int') return { rule: 'is_integer', reason: 'must be a whole number' }
  const expected = issue.expected === 'record' ? 'object' : issue.expected
  const article = /^[aeiou]/.test(expected) ? 'an' : 'a'
  const known = ['array', 'boolean', 'null', 'number', 'object', 'string']
  const received = issue.message.split('received ')[1]
  // A text that was to be a number has become NaN, which nobody sent.
  const found = received === 'NaN' ? undefined : received
  return {
    rule: known.includes(expected) ? `is_${expected}` : 'type',
    reason: `must be ${article} ${expected}${found === undefined ? '' : `, found ${found}`}`,
  }
}

function tooSmall(issue: z.core.$ZodIssueTooSmall): Omit<InvalidParameter, 'field' | 'source'> {
  const minimum = Number(issue.minimum)
  if (issue.origin === 'string') {
    const reason = minimum === 1 ? 'must not be empty' : `must have at least ${minimum} characters`
    return { rule: 'min_length', minimum, reason }
  }
  if (issue.origin === 'array')
    return { rule: 'min_items', minimum, reason: `must have at least ${minimum} items` }
  return { rule: 'min', minimum, reason: `must be at least ${minimum}` }
}

function tooBig(issue: z.core.$ZodIssueTooBig): Omit<InvalidParameter, 'field' | 'source'> {
  const maximum = Number(issue.maximum)
  if (issue.origin === 'string') {
    return { rule: 'max_length', maximum, reason: `must not have more than ${maximum} characters` }
  }
  if (issue.origin === 'array') {
    return { rule: 'max_items', maximum, reason: `must not have more than ${maximum} items` }
  }
  return { rule: 'max', maximum, reason: `must be at most ${maximum}` }
}

/** Body: `[2].data.tokens`; query: `filter[time][gte]`; the whole of it by the source's name. */
function fieldName(path: readonly PropertyKey[], source: Source): string {
  const [first, ...rest] = path.map(segment => (typeof segment === 'number' ? segment : String(segment)))
  if (first === undefined) return source
  if (source === 'query') return `${first}${rest.map(segment => `[${segment}]`).join('')}`
  const name = (segment: string | number) => (typeof segment === 'number' ? `[${segment}]` : `.${segment}`)
  return `${typeof first === 'number' ? `[${first}]` : first}${rest.map(name).join('')}`
}
