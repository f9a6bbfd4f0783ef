/** Advice on where the plugin looks in the request: the headers and query arguments of subject and attributes. */
import type { FieldPath, Found, Rule } from './advice-rule.ts'
import type { MeteringConfig } from './config.ts'

interface LookUp {
  source: 'header' | 'query'
  name: string
  /** Where the config says so. */
  path: FieldPath
}

function lookUps({ subject, attributes = [] }: MeteringConfig): LookUp[] {
  const all = attributes.map(({ source, look_up_value_in: name }, index) => ({
    source,
    name,
    path: ['config', 'attributes', index, 'look_up_value_in'],
  }))
  const { look_up_value_in: source, field: name } = subject
  if ((source !== 'header' && source !== 'query') || !name) return all
  return [{ source, name, path: ['config', 'subject', 'field'] }, ...all]
}

/** A finding for each place to look that a rule objects to; names that decK decides are left alone. */
function lookedUp(
  config: MeteringConfig,
  object: (lookUp: LookUp) => Omit<Found, 'path'> | undefined,
): Found[] {
  return lookUps(config).flatMap(lookUp => {
    const found = lookUp.name.includes('${{') ? undefined : object(lookUp)
    return found === undefined ? [] : [{ ...found, path: lookUp.path }]
  })
}

/** A header's name as Kong compares it. */
const normal = (header: string) => header.toLowerCase().replaceAll('_', '-')

const emptyLookUp: Rule = {
  code: 'empty-look-up',
  severity: 'warning',
  find: config =>
    lookedUp(config, ({ source, name }) => {
      if (name !== '') return undefined
      const what = source === 'header' ? 'header' : 'query argument'
      return { message: `\`look_up_value_in\` is empty: expected the name of a ${what}.` }
    }),
}

const headerName: Rule = {
  code: 'header-name',
  severity: 'warning',
  why: "The name of a header is a token: letters, digits and !#$%&'*+-.^_`|~ (RFC 9110, section 5.6.2).",
  find: config =>
    lookedUp(config, ({ source, name }) => {
      if (source !== 'header' || name === '' || /^[\w!#$%&'*+.^`|~-]+$/.test(name)) return undefined
      return { message: `\`${name}\` cannot be the name of a header, so nothing is ever found there.` }
    }).map(found => ({ ...found, ...tokenFix(config, found.path) })),
}

/** The name without white space around it and a colon behind it, with dashes for inner spaces, where that is a token. */
function tokenFix(config: MeteringConfig, path: FieldPath): Pick<Found, 'fix'> {
  const { name = '' } = lookUps(config).find(lookUp => lookUp.path.join() === path.join()) ?? {}
  const token = name.trim().replace(/\s*:$/, '').replace(/\s+/g, '-')
  return /^[\w-]+$/.test(token) ? { fix: { label: `Change to \`${token}\``, path, value: token } } : {}
}

const headerUnderscore: Rule = {
  code: 'header-underscore',
  severity: 'hint',
  why: 'Kong compares names of headers without regard to case and reads `_` and `-` alike (`kong.request.get_header` in Kong’s PDK reference).',
  find: config =>
    lookUps(config).flatMap(({ source, name, path }): Found[] => {
      if (source !== 'header' || name.includes('${{') || !/^\w[\w-]*$/.test(name) || !name.includes('_'))
        return []
      const dashed = name.replaceAll('_', '-')
      const message = `\`${name}\` also finds the header \`${dashed}\`: Kong does not tell the two apart.`
      return [{ message, path, fix: { label: `Write \`${dashed}\``, path, value: dashed } }]
    }),
}

/** Set with `proxy_set_header`, after every plugin has looked (kong/templates/nginx_kong.lua). */
const upstreamHeaders = [
  'via',
  'x-forwarded-for',
  'x-forwarded-proto',
  'x-forwarded-host',
  'x-forwarded-port',
  'x-forwarded-path',
  'x-forwarded-prefix',
  'x-real-ip',
  'x-kong-request-id',
]

const upstreamHeader: Rule = {
  code: 'upstream-header',
  severity: 'hint',
  why: 'Kong sets these headers on the way to the upstream (Kong’s proxying document); plugins see the client’s own.',
  find: config =>
    lookedUp(config, ({ source, name }) => {
      if (source !== 'header' || !upstreamHeaders.includes(normal(name))) return undefined
      return { message: `\`${name}\` is found only if the client sent it: what Kong adds comes later.` }
    }),
}

const hides = ({ source, name }: LookUp, hiddenCredentials: readonly string[]) =>
  hiddenCredentials.some(key => (source === 'header' ? normal(key) === normal(name) : key === name))

const hiddenCredential: Rule = {
  code: 'hidden-credential',
  severity: 'warning',
  why: 'The log phase sees the request as the upstream gets it. The default is `true` since 3.14 (Kong’s breaking changes).',
  find: (config, { hiddenCredentials }) =>
    lookedUp(config, lookUp => {
      if (!hides(lookUp, hiddenCredentials)) return undefined
      const message = `\`${lookUp.name}\` is removed from the request before the plugin looks: \`hide_credentials\` is on.`
      return { message }
    }),
}

/** Headers and query arguments that carry credentials: HTTP's own, and the defaults of Kong's authentication plugins. */
const credentials = {
  header: ['authorization', 'proxy-authorization', 'cookie', 'apikey', 'x-api-key'],
  query: ['apikey', 'api_key', 'access_token', 'jwt'],
}

const secretInEvents: Rule = {
  code: 'secret-in-events',
  severity: 'warning',
  why: 'Subject and attributes stand in every event in clear text, and an event cannot be changed once it is sent.',
  find: (config, { hiddenCredentials }) =>
    lookedUp(config, lookUp => {
      const { source, name } = lookUp
      const secret = credentials[source].includes(source === 'header' ? normal(name) : name)
      if (!secret || hides(lookUp, hiddenCredentials)) return undefined
      const what = source === 'header' ? 'header' : 'query argument'
      return {
        message: `The ${what} \`${name}\` carries credentials, which every event would hold in clear text.`,
      }
    }),
}

export const lookUpRules: readonly Rule[] = [
  emptyLookUp,
  headerName,
  headerUnderscore,
  upstreamHeader,
  hiddenCredential,
  secretInEvents,
]
