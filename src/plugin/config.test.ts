import { existsSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { meteringConfig } from './config.ts'
import { type GatewayRelease, gatewayReleases } from './release.ts'

const required = { ingest_endpoint: 'https://us.api.konghq.com/v3/openmeter/events', api_token: 'spat_x' }
const parse = (input: object, release: GatewayRelease = '3.14') =>
  meteringConfig[release].safeParse({ ...required, ...input })

describe("the plugin's config", () => {
  test('fills in every published default', () => {
    expect(meteringConfig['3.14'].parse(required)).toEqual({
      ...required,
      meter_api_requests: true,
      meter_ai_token_usage: true,
      subject: { look_up_value_in: 'consumer' },
      ssl_verify: true,
      timeout: 10_000,
      keepalive: 60_000,
      queue: {
        max_batch_size: 1,
        max_coalescing_delay: 1,
        max_entries: 10_000,
        max_retry_time: 60,
        initial_retry_delay: 0.01,
        max_retry_delay: 60,
        concurrency_limit: 1,
      },
    })
  })

  test('3.16 adds the circuit breaker, off by default', () => {
    expect(meteringConfig['3.16'].parse(required).queue).toMatchObject({
      failure_threshold: 0,
      breaker_cooldown: 60,
    })
  })

  test.for([
    ['no ingest_endpoint', { ingest_endpoint: undefined }],
    ['no api_token', { api_token: undefined }],
    ['an unknown field', { batch_size: 1 }],
    ['an unknown subject source', { subject: { look_up_value_in: 'path' } }],
    [
      'path as an attribute source',
      { attributes: [{ source: 'path', look_up_value_in: 'a', event_property_name: 'b' }] },
    ],
    ['an attribute without a name', { attributes: [{ source: 'header', look_up_value_in: 'a' }] }],
    ['max_batch_size 0', { queue: { max_batch_size: 0 } }],
    ['max_batch_size 1.5', { queue: { max_batch_size: 1.5 } }],
    ['max_entries above a million', { queue: { max_entries: 1_000_001 } }],
    ['initial_retry_delay 0', { queue: { initial_retry_delay: 0 } }],
    ['max_coalescing_delay above an hour', { queue: { max_coalescing_delay: 3601 } }],
    ['concurrency_limit 2', { queue: { concurrency_limit: 2 } }],
    ['a boolean as text', { meter_api_requests: 'true' }],
    ['a 3.16 field under 3.14', { allow_status_codes: ['200-299'] }],
  ] as const)('%s is refused', ([, input]) => {
    expect(parse(input).success).toBe(false)
  })

  test.for([
    ['both concurrency limits', { queue: { concurrency_limit: -1 } }],
    ['a retry time of -1 (never retry)', { queue: { max_retry_time: -1 } }],
    ['a coalescing delay of 0', { queue: { max_coalescing_delay: 0 } }],
  ] as const)('%s is accepted', ([, input]) => {
    expect(parse(input).success).toBe(true)
  })
})

/** The part of a JSON schema that both sides must agree on: names, types, limits, enums, defaults, descriptions. */
const comparable = (schema: z.core.JSONSchema.BaseSchema): unknown => {
  const { properties, items, required: needed, default: fallback, ...rest } = schema
  return {
    ...Object.fromEntries(
      Object.entries({
        type: rest.type,
        enum: rest.enum === undefined ? undefined : [...rest.enum].sort(),
        // Safe-integer bounds are zod's way to say integer.
        minimum: rest.minimum === Number.MIN_SAFE_INTEGER ? undefined : rest.minimum,
        maximum: rest.maximum === Number.MAX_SAFE_INTEGER ? undefined : rest.maximum,
        description: rest.description?.split(' \n')[0],
        referenceable: rest['x-referenceable'],
        encrypted: rest['x-encrypted'],
      }).filter(([, value]) => value !== undefined),
    ),
    // A nested object's own default is how zod fills its fields in; Kong's schema has none.
    ...(rest.type !== 'object' && fallback !== undefined ? { default: fallback } : {}),
    ...(needed === undefined || needed.length === 0 ? {} : { required: [...needed].sort() }),
    ...(typeof items === 'object' && !Array.isArray(items) ? { items: comparable(items) } : {}),
    ...(properties === undefined
      ? {}
      : {
          properties: Object.fromEntries(
            Object.entries(properties).map(([name, value]) => [name, comparable(value as typeof schema)]),
          ),
        }),
  }
}

const published = resolve(import.meta.dirname, '../../../shared/reference/plugin-schema')

describe.skipIf(!existsSync(published))(
  "against Kong's published schemas (skipped where they are absent)",
  () => {
    test.for(gatewayReleases)('%s has the same fields, limits, enums, defaults and descriptions', release => {
      const theirs = JSON.parse(readFileSync(join(published, `${release}.json`), 'utf8')).properties.config
      const ours = z.toJSONSchema(meteringConfig[release], { io: 'input' })
      expect(comparable(ours)).toEqual(comparable(theirs))
    })
  },
)
