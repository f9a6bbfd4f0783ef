import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import { examples, tutorial } from '#plugin/examples.ts'
import type { MeteringPlugin } from '#plugin/plugin.ts'
import { bash } from '#testing/bash.ts'
import { hostileEnvironment, hostilePlugin, resolved } from '#testing/hostile-plugin.ts'
import { deck } from './deck.ts'
import { type RenderOptions, snippetText } from './snippet.ts'

const corrected = { scope: { kind: 'global' }, mode: 'corrected' } as const

function render(plugin: MeteringPlugin, options: RenderOptions): string {
  return snippetText(deck.render(plugin, options))
}

/** decK renders its Go template over the text before it reads YAML; any other action is an error. */
function deckRead(text: string, environment = hostileEnvironment): Record<string, unknown> {
  const rendered = text.replace(/\$\{\{ env "DECK_(\w+)" \}\}/g, (_, name) => environment[name] ?? '')
  if (rendered.includes('${{')) throw new Error('an action that decK does not know')
  return parse(rendered)
}

/** decK's state-file schema for a plugin: no other keys, entities and condition as strings. */
const pluginKeys: Record<string, string> = {
  id: 'string',
  name: 'string',
  instance_name: 'string',
  service: 'string',
  route: 'string',
  consumer: 'string',
  enabled: 'boolean',
  condition: 'string',
  protocols: 'object',
  tags: 'object',
  config: 'object',
}

function stateFileErrors(state: Record<string, unknown>): string[] {
  const { _format_version, _konnect, plugins, ...others } = state
  const errors = Object.keys(others).map(key => `unknown key ${key}`)
  if (_format_version !== '3.0') errors.push('_format_version is not the string 3.0')
  for (const plugin of plugins as Record<string, unknown>[]) {
    for (const [key, value] of Object.entries(plugin)) {
      if (typeof value !== pluginKeys[key] || value === null) errors.push(`${key} is a ${typeof value}`)
    }
    if (plugin.name !== 'metering-and-billing') errors.push('no name')
  }
  return errors
}

function expected({ scope, ...plugin }: MeteringPlugin) {
  return [{ name: 'metering-and-billing', ...scope, ...resolved(plugin, hostileEnvironment) }]
}

describe('a state file', () => {
  test.for([[{ mode: 'corrected' }], [{ mode: 'docs' }], [{ mode: 'docs', deckForm: 'command' }]] as const)(
    'read back by decK is the plugin, whatever its strings hold: %j',
    ([options]) => {
      fc.assert(
        fc.property(hostilePlugin, plugin => {
          const text = render(plugin, { ...corrected, ...options, deckForm: 'file' })
          const state = deckRead(text)
          expect(stateFileErrors(state)).toEqual([])
          expect(state.plugins).toEqual(expected(plugin))
        }),
      )
    },
  )

  test('in corrected mode is YAML before decK has seen it', () => {
    fc.assert(
      fc.property(hostilePlugin, plugin => {
        const text = render(plugin, corrected)
        // Text that YAML can only hold in double quotes meets the quotes of decK's call.
        fc.pre(!/"[^\n]*\$\{\{ env "/.test(text))
        expect(resolved(parse(text).plugins, hostileEnvironment)).toEqual(expected(plugin))
      }),
    )
  })

  test.for(['1', 'true', 'a: b', '# none'])("keeps a variable's value a string: %s", value => {
    const state = deckRead(render(tutorial.plugin, corrected), { AUTH_TOKEN: value })
    expect(state.plugins).toMatchObject([{ config: { api_token: value } }])
  })

  test('names all entities of a combined scope', () => {
    const scope = { service: 'a|b', route: 'r', consumer: '42' }
    const plugin = { ...tutorial.plugin, scope }
    const { plugins } = deckRead(render(plugin, { ...corrected, scope: { kind: 'own' } }))
    expect(plugins).toEqual(expected(plugin))
  })

  test('names the control plane when it is known', () => {
    const options = { ...corrected, controlPlane: { name: 'no' } }
    const state = deckRead(render(tutorial.plugin, options))
    expect(state._konnect).toEqual({ control_plane_name: 'no' })
    expect(stateFileErrors(state)).toEqual([])
  })

  test('has the defaults written out when asked, behind what the author wrote', () => {
    const text = render(tutorial.plugin, { ...corrected, defaults: 'written', gateway: '3.14' })
    const [plugin] = deckRead(text).plugins as [{ config: Record<string, object>; enabled: boolean }]
    expect(Object.keys(plugin.config).slice(0, 5)).toEqual(Object.keys(tutorial.plugin.config))
    expect(plugin).toMatchObject({
      enabled: true,
      config: { timeout: 10_000, queue: { max_entries: 10_000 } },
    })
    expect(plugin.config.queue).not.toHaveProperty('failure_threshold')
  })
})

describe('the command', () => {
  test('hands decK the same state, through a real bash', () => {
    fc.assert(
      fc.property(hostilePlugin, fc.constantFrom('docs', 'corrected'), (plugin, mode) => {
        const text = render(plugin, { ...corrected, mode, deckForm: 'command' })
        expect(deckRead(bash(`deck() { cat; }\n${text}`)).plugins).toEqual(expected(plugin))
      }),
      { numRuns: 50 },
    )
  })

  test('for PowerShell is a literal here-string, sent as UTF-8 when it is not ASCII', () => {
    const options = { ...corrected, deckForm: 'command', shell: 'powershell' } as const
    expect(render(tutorial.plugin, options)).toMatch(
      /^@'\n_format_version: [\s\S]*\n'@ \| deck gateway apply -$/,
    )
    const named = { ...tutorial.plugin, instance_name: 'Zähler' }
    expect(render(named, options)).toMatch(/^\$OutputEncoding = \[System\.Text\.UTF8Encoding\]/)
  })
})

test.for(examples.map(({ id, plugin }) => [id, plugin] as const))('%s reads back', ([, plugin]) => {
  const scope = { kind: 'service', name: 'example-service' } as const
  const state = deckRead(render(plugin, { ...corrected, scope }))
  expect(state.plugins).toEqual(expected({ ...plugin, scope: { service: 'example-service' } }))
})
