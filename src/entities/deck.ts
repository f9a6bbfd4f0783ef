/**
 * The entities of a decK state file that the studio reads, field by field: names and types are
 * go-database-reconciler's `kong_json_schema.json` (which refuses unknown fields everywhere), limits and defaults
 * are Kong's entity schemas (`kong/db/schema/entities`).
 */
import { z } from 'zod'
import { pluginProtocols } from '#plugin/plugin.ts'

const tags = z.array(z.string().regex(/^[^,/\p{Cc}]+$/u, 'a tag is printable text without "," and "/"'))
const timestamp = z.int()
const milliseconds = z.int().min(1).max(2_147_483_646)
const id = z.string().min(1)
const anything = z.unknown().optional().optional()

/** A plugin row; its `config` is checked by its own plugin's schema. */
export const deckPlugin = z.strictObject({
  name: z.string().min(1),
  id: id.optional(),
  instance_name: z.string().min(1).optional(),
  config: z.record(z.string(), z.unknown()).optional(),
  service: z.string().optional(),
  route: z.string().optional(),
  consumer: z.string().optional(),
  consumer_group: z.string().optional(),
  enabled: z.boolean().default(true),
  run_on: z.string().optional(),
  condition: z.string().max(1024).optional(),
  /** Kong 3.16 has it; decK's schema does not (decision 12). */
  expressions: z.record(z.string(), z.unknown()).optional(),
  ordering: z.record(z.string(), z.unknown()).optional(),
  protocols: z.array(z.enum(pluginProtocols)).default(['grpc', 'grpcs', 'http', 'https']),
  tags: tags.default([]),
  partials: z.array(z.unknown()).optional(),
  created_at: timestamp.optional(),
  _config: z.string().optional(),
})
export type DeckPlugin = z.output<typeof deckPlugin>

const routePath = z
  .string()
  .regex(/^~?\//, 'a path starts with `/`, a regular expression with `~/`')
  .refine(path => path.startsWith('~') || !path.includes('//'), 'a path has no empty segment (`//`)')

/** Kong: one of these must be set, or nothing can match. */
const matchers = [
  'methods',
  'hosts',
  'headers',
  'paths',
  'snis',
  'expression',
  'sources',
  'destinations',
] as const

export const deckRoute = z
  .strictObject({
    name: z.string().min(1).optional(),
    id: id.optional(),
    service: z.looseObject({ name: z.string().optional(), id: z.string().optional() }).optional(),
    /** `["https"]` since 3.14; before it was http and https. */
    protocols: z.array(z.enum(pluginProtocols)).default(['https']),
    methods: z.array(z.string().regex(/^[A-Z]+$/, 'a method is written in capitals')).optional(),
    hosts: z.array(z.string()).optional(),
    paths: z.array(routePath).optional(),
    headers: z.record(z.string(), z.array(z.string())).optional(),
    snis: z.array(z.string()).optional(),
    sources: z.array(anything).optional(),
    destinations: z.array(anything).optional(),
    expression: z.string().optional(),
    priority: z.int().optional(),
    strip_path: z.boolean().default(true),
    preserve_host: z.boolean().default(false),
    request_buffering: z.boolean().optional(),
    response_buffering: z.boolean().optional(),
    regex_priority: z.int().default(0),
    path_handling: z.enum(['v0', 'v1']).optional(),
    https_redirect_status_code: z.literal([426, 301, 302, 307, 308]).default(426),
    tags: tags.default([]),
    plugins: z.array(anything).optional(),
    filter_chains: z.array(anything).optional(),
    created_at: timestamp.optional(),
    updated_at: timestamp.optional(),
  })
  .refine(route => matchers.some(field => route[field] !== undefined), {
    error: 'A Route must set one of `methods`, `hosts`, `headers` or `paths`, else it matches nothing',
  })
  .refine(route => route.name !== undefined || route.id !== undefined, 'A Route needs a `name` or an `id`')
export type DeckRoute = z.output<typeof deckRoute>

const serviceProtocols = [
  'http',
  'https',
  'grpc',
  'grpcs',
  'tcp',
  'tls',
  'tls_passthrough',
  'udp',
  'ws',
  'wss',
]

export const deckService = z
  .strictObject({
    name: z.string().min(1).optional(),
    id: id.optional(),
    url: z
      .string()
      .regex(/^(?:[a-z_]+:\/\/)?[^/\s]+/, 'a URL looks like `http://host:port/path`')
      .optional(),
    protocol: z.enum(serviceProtocols).optional(),
    host: z.string().min(1).optional(),
    port: z.int().min(0).max(65_535).optional(),
    path: z.string().regex(/^\//, 'a path starts with `/`').nullish(),
    retries: z.int().min(0).max(32_767).default(5),
    connect_timeout: milliseconds.default(60_000),
    write_timeout: milliseconds.default(60_000),
    read_timeout: milliseconds.default(60_000),
    enabled: z.boolean().default(true),
    client_certificate: z.string().optional(),
    ca_certificates: z.array(z.string()).optional(),
    tls_verify: z.boolean().nullable().default(null),
    tls_verify_depth: z.int().optional(),
    tls_sans: anything,
    tags: tags.default([]),
    routes: z.array(anything).optional(),
    plugins: z.array(anything).optional(),
    filter_chains: z.array(anything).optional(),
    created_at: timestamp.optional(),
    updated_at: timestamp.optional(),
  })
  .refine(
    service => service.name !== undefined || service.id !== undefined,
    'A Service needs a `name` or an `id`',
  )
  .refine(
    service => service.url !== undefined || service.host !== undefined,
    'A Service needs a `url` or a `host`',
  )
export type DeckService = z.output<typeof deckService>

const credential = {
  id: id.optional(),
  tags: tags.optional(),
  created_at: timestamp.optional(),
  consumer: anything,
}

export const deckConsumer = z
  .strictObject({
    username: z.string().min(1).optional(),
    custom_id: z.string().min(1).optional(),
    id: id.optional(),
    tags: tags.default([]),
    keyauth_credentials: z
      .array(z.strictObject({ ...credential, key: z.string().min(1), ttl: z.int().optional() }))
      .default([]),
    basicauth_credentials: z
      .array(z.strictObject({ ...credential, username: z.string().min(1), password: z.string() }))
      .default([]),
    jwt_secrets: z
      .array(
        z.strictObject({
          ...credential,
          key: z.string().min(1),
          algorithm: z.string().default('HS256'),
          secret: z.string().optional(),
          rsa_public_key: z.string().optional(),
        }),
      )
      .default([]),
    acls: z.array(anything).optional(),
    groups: z.array(anything).optional(),
    hmacauth_credentials: z.array(anything).optional(),
    oauth2_credentials: z.array(anything).optional(),
    mtls_auth_credentials: z.array(anything).optional(),
    plugins: z.array(anything).optional(),
    created_at: timestamp.optional(),
  })
  .refine(
    consumer => consumer.username !== undefined || consumer.custom_id !== undefined,
    'A Consumer needs a `username` or a `custom_id`',
  )
export type DeckConsumer = z.output<typeof deckConsumer>

/** Every key that may stand at the top of a state file. */
export const deckSections: readonly string[] = [
  '_format_version',
  '_transform',
  '_info',
  '_workspace',
  '_konnect',
  '_plugin_configs',
  '_comment',
  '_ignore',
  'services',
  'routes',
  'consumers',
  'plugins',
  'consumer_groups',
  'upstreams',
  'certificates',
  'ca_certificates',
  'vaults',
  'partials',
  'keys',
  'key_sets',
  'licenses',
  'rbac_roles',
  'service_packages',
  'filter_chains',
  'custom_entities',
  'cloned_plugins',
  'custom_plugins',
]
