/** Whether a plugin's events can have a subject at all, for the callers of a Route; told from the document alone. */
import type { Consumer, GatewayState } from '#entities/gateway-state.ts'
import type { MeteringConfig } from '#plugin/config.ts'
import { basicAuthConfig } from './basic-auth.ts'
import { keyAuthConfig } from './key-auth.ts'
import type { RoutePlan } from './route-plan.ts'

/** Plugins of Kong that find a Consumer and are not rehearsed: whether they do cannot be told from the document. */
const OTHER_AUTHENTICATION =
  /^(?:key-auth-enc|hmac-auth|oauth2|oauth2-introspection|openid-connect|ldap-auth|ldap-auth-advanced|mtls-auth|header-cert-auth|jwt-signer|saml)$/

export interface Callers {
  state: GatewayState
  /** What runs on the Route. */
  plan: RoutePlan
  /** Undefined: every caller. */
  consumer: Consumer | undefined
}

type Subject = MeteringConfig['subject']

/** Why no event of these callers can have a subject, as a sentence; undefined when one may have. */
export function subjectFault(subject: Subject, callers: Callers): string | undefined {
  const { look_up_value_in: source, field } = subject
  if (source === 'consumer') return consumerFault(callers, field)
  if (source === 'application') return fieldFault(field, ['id', 'name'], 'application')
  return nameFault(source, field) ?? hiddenFault(callers.plan, source, field ?? '')
}

/** The requests that have one: `Every request with the header x-tenant`. */
export function withSubject({ look_up_value_in: source, field }: Subject): string {
  if (source === 'header') return `Every request with the header ${field}`
  if (source === 'query') return `Every request with the query argument ${field}`
  return source === 'consumer'
    ? 'Every request of a Consumer'
    : 'Every request of a Dev Portal application, which no document names'
}

/** A header or query argument is looked up by its name. */
export function nameFault(source: string, field: string | null | undefined): string | undefined {
  return field ? undefined : `subject.field names no ${source}: every event is dropped.`
}

const CONSUMER_FIELDS = ['id', 'username', 'custom_id'] as const

function fieldFault(
  field: string | null | undefined,
  fields: readonly string[],
  entity: string,
): string | undefined {
  if (!field || fields.includes(field)) return undefined
  return `The subject is ${field}, which no ${entity} has: every event is dropped.`
}

function consumerFault({ state, plan, consumer }: Callers, field?: string | null): string | undefined {
  const unknown = fieldFault(field, CONSUMER_FIELDS, 'Consumer')
  if (unknown !== undefined) return unknown
  const mayAuthenticate =
    plan.authenticators.length > 0 || plan.unrehearsed.some(({ name }) => OTHER_AUTHENTICATION.test(name))
  if (!mayAuthenticate)
    return 'The subject is the Consumer, and no authentication plugin runs on this Route: every event is dropped.'
  const callers = consumer === undefined ? state.consumers : [consumer]
  const known = CONSUMER_FIELDS.find(name => name === field)
  if (known === undefined || callers.length === 0 || callers.some(caller => caller[known])) return undefined
  return `The subject is ${known}, which no Consumer here has: every event is dropped.`
}

/** Only where each request that brings the value loses it: the plugin looks there first, and takes it from everywhere. */
function hiddenFault(
  { authenticators }: RoutePlan,
  source: 'header' | 'query',
  field: string,
): string | undefined {
  const hider = authenticators.find(({ row: { name, config } }) => {
    if (name === 'key-auth') return hidesKey(config, source, field)
    return name === 'basic-auth' && source === 'header' && hidesAuthorization(config, field)
  })
  return hider === undefined
    ? undefined
    : `${hider.row.name} takes the ${source} ${field} away before the plugin looks (hide_credentials): every event is dropped.`
}

function hidesKey(config: unknown, source: 'header' | 'query', field: string): boolean {
  const read = keyAuthConfig.safeParse(config)
  if (!read.success || !read.data.hide_credentials) return false
  const { key_names, key_in_header, key_in_query } = read.data
  const [first = ''] = key_names
  return source === 'header'
    ? key_in_header && headerName(first) === headerName(field)
    : key_in_query && first === field
}

function hidesAuthorization(config: unknown, field: string): boolean {
  const read = basicAuthConfig.safeParse(config)
  const isTaken = ['authorization', 'proxy-authorization'].includes(headerName(field))
  return read.success && read.data.hide_credentials && isTaken
}

/** Kong's variables of headers know neither capitals nor dashes. */
function headerName(name: string): string {
  return name.toLowerCase().replaceAll('_', '-')
}
