/**
 * What Kong accepts but an operator would regret: a table of rules over a plugin's config, each a pure function.
 * Every rule has a case that raises it and one that does not in `advice.test.ts`.
 */
import type { MeteringConfig } from './config.ts'
import { isVaultReference, variable, variableNames } from './variables.ts'

/** A finding about a config before its place in a text is known. */
export interface Finding {
  severity: 'error' | 'warning' | 'hint'
  /** Stable name of the rule, kebab-case. */
  code: string
  message: string
  /** Below the plugin row: `['config', 'subject', 'field']`. */
  path: readonly (string | number)[]
  why?: string
  /** A change that mends it: the value to set at a path below the plugin row. */
  fix?: { label: string; path: readonly (string | number)[]; value: unknown }
}

/** What else the document says that a plugin's effect depends on. */
export interface AdviceContext {
  /** Whether an authentication plugin runs where this one does; undefined where the document cannot tell. */
  authenticated: boolean | undefined
  /** Names of credentials that an authentication plugin removes from the request (`hide_credentials`). */
  hiddenCredentials: readonly string[]
  /** The AI plugins in the document, with whether they log statistics. */
  aiPlugins: readonly { name: string; logsStatistics: boolean }[]
}

type Rule = (config: MeteringConfig, context: AdviceContext) => Finding[]

/** The fields that the plugin itself writes into `data` of its two event types (Kong's event reference). */
const builtInFields: readonly string[] = [
  'client_ip',
  'control_plane_id',
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
  'service_id',
  'service_name',
  'route_id',
  'route_name',
  'subject_type',
  'type',
  'tokens',
  'http_status',
  'model',
  'provider',
  'cache_status',
  'ai_plugin_id',
  'ai_plugin_name',
  'api_request_id',
  'application_id',
  'portal_id',
  'api_product_version_id',
  'api_id',
  'api_package_id',
]

const subjectWithoutField: Rule = ({ subject }) => {
  const { look_up_value_in: source, field } = subject
  if ((source !== 'header' && source !== 'query') || field) return []
  const name = source === 'header' ? 'header' : 'query argument'
  return [
    {
      severity: 'error',
      code: 'subject-without-field',
      message: `\`subject.field\` must name the ${name} that holds the customer; without it every event is dropped.`,
      path: ['config', 'subject', 'look_up_value_in'],
      why: 'Kong drops an event whose subject it cannot resolve (Kong’s metering-and-billing overview).',
    },
  ]
}

const metersOff: Rule = config =>
  config.meter_api_requests || config.meter_ai_token_usage
    ? []
    : [
        {
          severity: 'warning',
          code: 'meters-off',
          message: 'Both meters are off: the plugin emits no event at all.',
          path: ['config', 'meter_api_requests'],
          fix: { label: 'Meter API requests', path: ['config', 'meter_api_requests'], value: true },
        },
      ]

const consumerWithoutAuthentication: Rule = ({ subject }, { authenticated }) =>
  subject.look_up_value_in !== 'consumer' || authenticated !== false
    ? []
    : [
        {
          severity: 'warning',
          code: 'consumer-without-authentication',
          message:
            'No authentication plugin runs where this one does, so no request has a Consumer and every event is dropped.',
          path: ['config', 'subject', 'look_up_value_in'],
          why: 'Kong knows a Consumer only after a plugin such as key-auth has found one.',
        },
      ]

const repeatedAttributes: Rule = ({ attributes = [] }) =>
  attributes.flatMap(({ event_property_name: name }, index): Finding[] => {
    const first = attributes.findIndex(other => other.event_property_name === name)
    if (first === index) return []
    const message = `\`${name}\` is the name of attribute ${first + 1} too; an event holds one value of that name.`
    const path = ['config', 'attributes', index, 'event_property_name']
    return [{ severity: 'warning', code: 'repeated-attribute', message, path }]
  })

const builtInNames: Rule = ({ attributes = [] }) =>
  attributes.flatMap(({ event_property_name: name }, index): Finding[] => {
    if (!builtInFields.includes(name)) return []
    const message = `\`${name}\` is a field that the plugin writes itself; the attribute takes its place.`
    const path = ['config', 'attributes', index, 'event_property_name']
    const why = 'Kong’s documents do not say which one wins (decision 9).'
    return [{ severity: 'warning', code: 'built-in-field', message, path, why }]
  })

/** What the plugin looks up in the request, and where it says so. */
function lookUps({ subject, attributes = [] }: MeteringConfig) {
  const all = attributes.map(({ source, look_up_value_in: name }, index) => ({
    source,
    name,
    path: ['config', 'attributes', index, 'look_up_value_in'] as (string | number)[],
  }))
  const { look_up_value_in: source, field: name = '' } = subject
  if (source !== 'header' && source !== 'query') return all
  return name === '' ? all : [{ source, name, path: ['config', 'subject', 'field'] }, ...all]
}

const sameHeader = (left: string, right: string) =>
  left.toLowerCase().replaceAll('_', '-') === right.toLowerCase().replaceAll('_', '-')

const hiddenCredential: Rule = (config, { hiddenCredentials }) =>
  lookUps(config).flatMap(({ source, name, path }): Finding[] => {
    const hidden = hiddenCredentials.some(key => (source === 'header' ? sameHeader(key, name) : key === name))
    if (!hidden) return []
    const message = `\`${name}\` is removed from the request before the plugin looks: \`hide_credentials\` is on.`
    const why =
      'The log phase sees the request as the upstream gets it. The default is `true` since 3.14 (Kong’s breaking changes).'
    return [{ severity: 'warning', code: 'hidden-credential', message, path, why }]
  })

const secretValue: Rule = config =>
  lookUps(config).flatMap(({ source, name, path }): Finding[] => {
    const secret = ['authorization', 'proxy-authorization', 'cookie'].some(header => sameHeader(header, name))
    if (source !== 'header' || !secret) return []
    const message = `The header \`${name}\` carries credentials, which every event would hold in clear text.`
    return [{ severity: 'warning', code: 'secret-in-events', message, path }]
  })

const headerName: Rule = config =>
  lookUps(config).flatMap(({ source, name, path }): Finding[] => {
    if (source !== 'header' || variableNames(name).length > 0 || /^[\w!#$%&'*+.^`|~-]+$/.test(name)) return []
    const message = `\`${name}\` cannot be the name of a header, so nothing is ever found there.`
    return [
      { severity: 'warning', code: 'header-name', message, path, why: 'RFC 9110: a field name is a token.' },
    ]
  })

const clearToken: Rule = ({ api_token: token }) =>
  token === '' || isVaultReference(token) || token.includes('${{')
    ? []
    : [
        {
          severity: 'warning',
          code: 'token-in-clear-text',
          message: '`api_token` stands in clear text; whoever reads the file can write usage events.',
          path: ['config', 'api_token'],
          fix: {
            label: 'Use the variable DECK_AUTH_TOKEN',
            path: ['config', 'api_token'],
            value: variable('AUTH_TOKEN'),
          },
        },
      ]

const LOOPBACK = /^http:\/\/(?:localhost|127\.\d+\.\d+\.\d+|\[::1\])(?:[:/]|$)/i

const endpoint: Rule = ({ ingest_endpoint: url }) => {
  if (variableNames(url).length > 0 || isVaultReference(url) || LOOPBACK.test(url)) return []
  const path = ['config', 'ingest_endpoint']
  if (!/^https?:\/\/[^\s/]+/i.test(url)) {
    const message = '`ingest_endpoint` is not an http(s) URL; nothing can be delivered there.'
    return [{ severity: 'warning', code: 'endpoint-url', message, path }]
  }
  if (/^https:/i.test(url)) return []
  const message = '`ingest_endpoint` begins with `http:`; the token and every event travel unencrypted.'
  const fix = { label: 'Use https', path, value: url.replace(/^http:/i, 'https:') }
  return [{ severity: 'warning', code: 'endpoint-without-tls', message, path, fix }]
}

const unverified: Rule = config =>
  config.ssl_verify
    ? []
    : [
        {
          severity: 'warning',
          code: 'tls-unverified',
          message: '`ssl_verify: false` sends the token to whoever answers at that address.',
          path: ['config', 'ssl_verify'],
          fix: { label: 'Verify the certificate', path: ['config', 'ssl_verify'], value: true },
        },
      ]

const singleBatches: Rule = ({ queue }) =>
  queue.max_batch_size > 1 || queue.concurrency_limit === -1
    ? []
    : [
        {
          severity: 'hint',
          code: 'single-batches',
          message:
            'With `max_batch_size` 1 each event is a request of its own, one after the other: at 50 ms per answer, 20 events a second per worker.',
          path: ['config', 'queue', 'max_batch_size'],
          why: 'Kong’s queue sends batches strictly in turn (kong/tools/queue.lua); what does not fit waits, and the oldest is dropped at `max_entries`.',
          fix: { label: 'Send up to 100 at once', path: ['config', 'queue', 'max_batch_size'], value: 100 },
        },
      ]

const batchAboveQueue: Rule = ({ queue }) =>
  queue.max_batch_size <= queue.max_entries
    ? []
    : [
        {
          severity: 'warning',
          code: 'batch-above-queue',
          message: `\`max_batch_size\` ${queue.max_batch_size} can never be reached: the queue holds \`max_entries\` ${queue.max_entries}, and new events are lost while a full batch is waited for.`,
          path: ['config', 'queue', 'max_batch_size'],
          fix: {
            label: `Change to ${queue.max_entries}`,
            path: ['config', 'queue', 'max_batch_size'],
            value: queue.max_entries,
          },
        },
      ]

const lateRetry: Rule = ({ queue }) =>
  queue.max_retry_time < 0 || queue.initial_retry_delay <= queue.max_retry_time
    ? []
    : [
        {
          severity: 'warning',
          code: 'late-retry',
          message: `The first retry waits ${queue.initial_retry_delay} s, longer than \`max_retry_time\` ${queue.max_retry_time} s: a batch gets one retry, then it is lost.`,
          path: ['config', 'queue', 'initial_retry_delay'],
        },
      ]

const statusRanges: Rule = ({ allow_status_codes: ranges = [] }) =>
  ranges.flatMap((range, index): Finding[] => {
    const [, from = '', to = ''] = /^(\d+)-(\d+)$/.exec(range) ?? []
    if (variableNames(range).length > 0 || (from !== '' && Number(from) <= Number(to))) return []
    const message = `\`${range}\` is not a range of status codes such as \`200-299\`; it allows nothing.`
    return [
      { severity: 'warning', code: 'status-range', message, path: ['config', 'allow_status_codes', index] },
    ]
  })

const aiMeter: Rule = ({ meter_ai_token_usage: on }, { aiPlugins }) => {
  const silent = aiPlugins.find(({ logsStatistics }) => !logsStatistics)
  if (!on || silent === undefined) return []
  return [
    {
      severity: 'warning',
      code: 'ai-without-statistics',
      message: `\`${silent.name}\` does not log statistics, so its requests give no token events.`,
      path: ['config', 'meter_ai_token_usage'],
      why: 'Token counts reach the log phase only with `logging.log_statistics: true` of the AI plugin (Kong’s AI metering guide).',
    },
  ]
}

const rules: readonly Rule[] = [
  subjectWithoutField,
  metersOff,
  consumerWithoutAuthentication,
  repeatedAttributes,
  builtInNames,
  hiddenCredential,
  secretValue,
  headerName,
  clearToken,
  endpoint,
  unverified,
  singleBatches,
  batchAboveQueue,
  lateRetry,
  statusRanges,
  aiMeter,
]

/** Everything that is worth saying about a valid config. */
export function advice(config: MeteringConfig, context: AdviceContext): Finding[] {
  return rules.flatMap(rule => rule(config, context))
}
