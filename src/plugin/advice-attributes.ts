/** Advice on the names of attributes: the keys of an event's `data`. */
import type { Found, Rule } from './advice-rule.ts'
import type { Attribute, MeteringConfig } from './config.ts'
import { nameKind } from './name-kind.ts'

/** Fields of both event types; the last five only for requests of Dev Portal applications (Kong's event reference). */
const sharedFields: readonly string[] = [
  'control_plane_id',
  'service_id',
  'route_id',
  'subject_type',
  'application_id',
  'portal_id',
  'api_product_version_id',
  'api_id',
  'api_package_id',
]

const requestFields: readonly string[] = [
  'client_ip',
  'request_host',
  'request_method',
  'request_uri',
  'request_user_agent',
  'request_size_bytes',
  'response_size_bytes',
  'response_http_status',
  'upstream_status',
  'service_port',
  'service_protocol',
  'service_name',
  'route_name',
]

const aiFields: readonly string[] = [
  'type',
  'tokens',
  'http_status',
  'model',
  'provider',
  'cache_status',
  'ai_plugin_id',
  'ai_plugin_name',
  'api_request_id',
]

/** The event types of this config that have a field of that name. */
function eventTypesWith(name: string, config: MeteringConfig): string[] {
  const types = [
    { type: 'kong.api_request', on: config.meter_api_requests, fields: requestFields },
    { type: 'kong.llm_request', on: config.meter_ai_token_usage, fields: aiFields },
  ]
  return types
    .filter(({ on, fields }) => on && (fields.includes(name) || sharedFields.includes(name)))
    .map(({ type }) => `\`${type}\``)
}

/** A finding for each attribute whose name a rule objects to. */
function named(
  { attributes = [] }: MeteringConfig,
  object: (attribute: Attribute, index: number) => string | undefined,
): Found[] {
  return attributes.flatMap((attribute, index) => {
    const message = object(attribute, index)
    const path = ['config', 'attributes', index, 'event_property_name']
    return message === undefined ? [] : [{ message, path }]
  })
}

const emptyName: Rule = {
  code: 'empty-attribute-name',
  severity: 'warning',
  find: config =>
    named(config, ({ event_property_name: name }) =>
      name === '' ? 'The attribute has no name: expected the key that its value has in `data`.' : undefined,
    ),
}

const repeatedName: Rule = {
  code: 'repeated-attribute',
  severity: 'warning',
  find(config) {
    const first = new Map<string, number>()
    return named(config, ({ event_property_name: name }, index) => {
      const before = first.get(name)
      if (before === undefined) first.set(name, index)
      if (before === undefined || name === '') return undefined
      return `\`${name}\` is the name of attribute ${before + 1} too; an event holds one value of that name.`
    })
  },
}

const builtInName: Rule = {
  code: 'built-in-field',
  severity: 'warning',
  why: 'The field is in Kong’s event reference; which of the two wins is not documented (decision 9).',
  find: config =>
    named(config, ({ event_property_name: name }) => {
      const types = eventTypesWith(name, config)
      if (types.length === 0) return undefined
      return `\`${name}\` is a field that the plugin writes itself into ${types.join(' and ')}; the attribute takes its place.`
    }),
}

const builtIn = [...sharedFields, ...requestFields, ...aiFields]

const secretName: Rule = {
  code: 'secret-attribute',
  severity: 'warning',
  why: 'Attributes stand in every event in clear text, and an event cannot be changed once it is sent.',
  find: config =>
    named(config, ({ event_property_name: name }) =>
      !builtIn.includes(name) && nameKind(name) === 'secret'
        ? `\`${name}\` looks like a secret; usage events are no place for one.`
        : undefined,
    ),
}

const personalName: Rule = {
  code: 'personal-attribute',
  severity: 'warning',
  why: 'Attributes stand in every event in clear text, and an event cannot be changed once it is sent. Prefer an identifier that means nothing outside your systems.',
  find: config =>
    named(config, ({ event_property_name: name }) =>
      !builtIn.includes(name) && nameKind(name) === 'personal'
        ? `\`${name}\` looks like personal data; every event would hold it.`
        : undefined,
    ),
}

export const attributeRules: readonly Rule[] = [
  emptyName,
  repeatedName,
  builtInName,
  secretName,
  personalName,
]
