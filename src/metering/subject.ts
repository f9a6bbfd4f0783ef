/** Who is billed for a request: the config's `subject`, resolved against an exchange. */
import type { SubjectSource } from '#plugin/config.ts'
import type { Exchange, ExchangeApplication, ExchangeConsumer } from './exchange.ts'
import { getHeader, getQueryArg } from './read-request.ts'

/** `plain`: the username, the application's id. `prefixed`: `consumer:<id>`, `app:<id>` (decision 1). */
export type SubjectFormat = 'plain' | 'prefixed'

/** Why an exchange has no subject, with the sentence that says what to mend. */
export const subjectDropMessages = {
  no_consumer: 'no consumer on the request: is an authentication plugin on this Route?',
  consumer_field_absent:
    'the Consumer has no value in the field that subject.field names: set it on the Consumer, or name id, username or custom_id',
  no_application:
    'no Dev Portal application on the request: is application authentication on this Route, and does the key belong to an application?',
  application_field_absent:
    'the application has no value in the field that subject.field names: name id or name',
  no_header_named: 'subject.field is not set: name the header that holds the customer identifier',
  header_absent: 'the request has no such header: does the client, or a plugin before this one, set it?',
  no_query_argument_named:
    'subject.field is not set: name the query argument that holds the customer identifier',
  query_argument_absent: 'the request has no such query argument: does the client send it?',
  query_argument_valueless: 'the query argument has no value: send it as name=value',
  empty_subject:
    'empty subject: the value is there but empty, and an event needs a subject of at least one character',
} as const

export type SubjectDropReason = keyof typeof subjectDropMessages

export interface ResolvedSubject {
  found: true
  subject: string
  /** The event's `subject_type` (decision 2). */
  subject_type: string
  /** Where it was read: `header x-tenant-id`. */
  lookedIn: string
}

export interface MissingSubject {
  found: false
  reason: SubjectDropReason
  lookedIn: string
}

export type SubjectReading = ResolvedSubject | MissingSubject

/** What a source gives: the value and its type, or why there is none. */
type SourceReading = { value: string; type: string } | SubjectDropReason

type ReadSource = (exchange: Exchange) => SourceReading

/** The reader of the configured subject, compiled once per config. */
export function compileSubject(
  source: SubjectSource,
  format: SubjectFormat,
): (exchange: Exchange) => SubjectReading {
  const read = sourceReader(source, format)
  const lookedIn = `${source.look_up_value_in} ${source.field ?? ''}`.trimEnd()
  return exchange => {
    const reading = read(exchange)
    if (typeof reading === 'string') return { found: false, reason: reading, lookedIn }
    if (reading.value === '') return { found: false, reason: 'empty_subject', lookedIn }
    // Half a surrogate pair, which only a config's text can hold, is no Unicode: no event may carry it.
    return { found: true, subject: reading.value.toWellFormed(), subject_type: reading.type, lookedIn }
  }
}

function sourceReader({ look_up_value_in, field }: SubjectSource, format: SubjectFormat): ReadSource {
  switch (look_up_value_in) {
    case 'consumer':
      return ({ consumer }) => (consumer ? readConsumer(consumer, field, format) : 'no_consumer')
    case 'application':
      return ({ application }) =>
        application ? readApplication(application, field, format) : 'no_application'
    case 'header':
      return field ? exchange => readHeader(exchange, field) : () => 'no_header_named'
    case 'query':
      return field ? exchange => readQuery(exchange, field) : () => 'no_query_argument_named'
  }
}

function readConsumer(
  consumer: ExchangeConsumer,
  field: string | undefined,
  format: SubjectFormat,
): SourceReading {
  if (field) return consumerField(consumer, field)
  if (format === 'prefixed') return { value: `consumer:${consumer.id}`, type: 'consumer_id' }
  if (consumer.username) return { value: consumer.username, type: 'consumer_username' }
  if (consumer.custom_id) return { value: consumer.custom_id, type: 'consumer_custom_id' }
  return { value: consumer.id, type: 'consumer_id' }
}

function consumerField(consumer: ExchangeConsumer, field: string): SourceReading {
  const value = { id: consumer.id, username: consumer.username, custom_id: consumer.custom_id }
  return named(value, field, 'consumer') ?? 'consumer_field_absent'
}

function readApplication(
  application: ExchangeApplication,
  field: string | undefined,
  format: SubjectFormat,
): SourceReading {
  if (!field) {
    const value = format === 'prefixed' ? `app:${application.id}` : application.id
    return { value, type: 'application_id' }
  }
  const value = { id: application.id, name: application.name }
  return named(value, field, 'application') ?? 'application_field_absent'
}

/** The value of one of the entity's own fields: a field such as `constructor` is none. */
function named(fields: Record<string, string | undefined>, field: string, entity: string) {
  const value = Object.hasOwn(fields, field) ? fields[field] : undefined
  return value === undefined ? undefined : { value, type: `${entity}_${field}` }
}

function readHeader(exchange: Exchange, name: string): SourceReading {
  const value = getHeader(exchange.request.headers, name)
  return value === undefined ? 'header_absent' : { value, type: 'header' }
}

function readQuery(exchange: Exchange, name: string): SourceReading {
  const value = getQueryArg(exchange.request.query, name)
  if (value === undefined) return 'query_argument_absent'
  return value === true ? 'query_argument_valueless' : { value, type: 'query' }
}
