import { parse } from '@cdktf/hcl2json'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { examples, tutorial } from '#plugin/examples.ts'
import type { MeteringPlugin } from '#plugin/plugin.ts'
import { hostilePlugin } from '#testing/hostile-plugin.ts'
import { terraformVariables } from './hcl.ts'
import { type RenderOptions, snippetText } from './snippet.ts'
import { terraform } from './terraform.ts'

const corrected = { scope: { kind: 'global' }, mode: 'corrected' } as const

function render(plugin: MeteringPlugin, options: RenderOptions = corrected): string {
  return snippetText(terraform.render(plugin, options))
}

/** HashiCorp's own parser. It gives templates as source, so that their escapes and references are read here. */
async function read(text: string) {
  const { resource, variable, provider } = await parse('main.tf', text)
  return {
    resource: evaluated(resource.konnect_gateway_plugin_metering_and_billing.my_metering_and_billing[0]),
    variables: variable ?? {},
    provider: provider.konnect[0],
  }
}

function evaluated<T>(value: T): T {
  return mapStrings(value, text =>
    text.replace(/\$\$\{|%%\{|\$\{var\.(\w+)\}/g, (match, name) =>
      name ? `value-of-${name}` : match.slice(1),
    ),
  )
}

/** Terraform normalizes all strings to NFC. */
function expected({ scope: _, ...plugin }: MeteringPlugin) {
  return mapStrings(plugin, text =>
    text
      .replace(/\$\{\{ env "DECK_(\w+)" \}\}/g, (_call, name) => `value-of-${name.toLowerCase()}`)
      .normalize('NFC'),
  )
}

function mapStrings<T>(value: T, map: (text: string) => string): T {
  return JSON.parse(JSON.stringify(value, (_, item) => (typeof item === 'string' ? map(item) : item)))
}

describe('Terraform, read by its own parser', () => {
  test.for(['docs', 'corrected'] as const)('is the plugin, whatever its strings hold: %s', async mode => {
    await fc.assert(
      fc.asyncProperty(hostilePlugin, async plugin => {
        // The parser's output does not tell a written `$` before a reference from an escape.
        fc.pre(!JSON.stringify(plugin).includes('$${{ env'))
        const { control_plane_id: _, ...resource } = (await read(render(plugin, { ...corrected, mode })))
          .resource
        const documented = { tags: [], enabled: true }
        expect(resource).toEqual({ ...(mode === 'docs' ? documented : {}), ...expected(plugin) })
      }),
      { numRuns: 100 },
    )
  })

  test('writes a dollar before a reference as a code', () => {
    const plugin = { ...tutorial.plugin, instance_name: '$${{ env "DECK_X" }}' }
    expect(render(plugin)).toContain('instance_name = "\\u0024${var.x}"')
  })

  test('declares every variable, as sensitive, and every one that it uses', async () => {
    for (const { plugin } of examples) {
      const text = render(plugin)
      const { variables } = await read(text)
      const used = new Set([...text.matchAll(/var\.(\w+)/g)].map(match => match[1]))
      expect(new Set(Object.keys(variables))).toEqual(used)
      for (const [declaration] of Object.values(variables) as [object][]) {
        expect(declaration).toEqual({ type: '${string}', sensitive: true })
      }
    }
  })

  test('reads the provider token from a variable and has the region in its URL', async () => {
    const { provider } = await read(render(tutorial.plugin, { ...corrected, region: 'eu' }))
    expect(provider).toEqual({
      personal_access_token: '${var.konnect_token}',
      server_url: 'https://eu.api.konghq.com',
    })
  })

  const id = '2f0a0a6e-0000-4000-8000-000000000001'

  test.for([
    [{ kind: 'service' }, { service: { id: '${konnect_gateway_service.my_service.id}' } }],
    [{ kind: 'route', name: id }, { route: { id } }],
    [
      { kind: 'route', name: 'example-route' },
      { route: { id: '${konnect_gateway_route.example-route.id}' } },
    ],
    [{ kind: 'consumer', name: '1@x\n}' }, { consumer: { id: '${konnect_gateway_consumer._1_x__.id}' } }],
  ] as const)('refers to the entity of %j', async ([scope, reference]) => {
    const { resource } = await read(render(tutorial.plugin, { ...corrected, scope }))
    expect(resource).toMatchObject(reference)
  })

  test('refers to all entities of a combined scope', async () => {
    const plugin = { ...tutorial.plugin, scope: { service: 's', route: 'r', consumer: 'c' } }
    const { resource } = await read(render(plugin, { ...corrected, scope: { kind: 'own' } }))
    expect(resource).toMatchObject({
      service: { id: '${konnect_gateway_service.s.id}' },
      route: { id: '${konnect_gateway_route.r.id}' },
      consumer: { id: '${konnect_gateway_consumer.c.id}' },
    })
  })

  test.for([
    [{ id: 'cp-1', name: 'x' }, 'cp-1'],
    [{ name: 'my_cp' }, '${konnect_gateway_control_plane.my_cp.id}'],
    [{}, 'value-of-konnect_control_plane_id'],
  ] as const)('is on the control plane %j', async ([controlPlane, expectedId]) => {
    const { resource } = await read(render(tutorial.plugin, { ...corrected, controlPlane }))
    expect(resource.control_plane_id).toBe(expectedId)
  })

  test('leaves out empty tags, which would be a change forever, and fields that the provider does not know', async () => {
    const config = {
      ...tutorial.plugin.config,
      allow_status_codes: ['200-299'],
      queue: { failure_threshold: 3, max_entries: 5 },
    }
    const { resource } = await read(render({ ...tutorial.plugin, tags: [], config }))
    expect(resource).not.toHaveProperty('tags')
    expect(resource.config).toEqual({ ...expected(tutorial.plugin).config, queue: { max_entries: 5 } })
  })
})

test('variable names are valid and differ', () => {
  expect([...terraformVariables(['TOKEN', 'token', 'Token', 'SOURCE', 'TOKEN_2', '_X'])]).toEqual([
    ['TOKEN', 'token'],
    ['token', 'token_2'],
    ['Token', 'token_3'],
    ['SOURCE', 'source_2'],
    ['TOKEN_2', 'token_2_2'],
    ['_X', '_x'],
  ])
})
