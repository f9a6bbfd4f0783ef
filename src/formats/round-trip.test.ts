import { readdirSync, readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { examples, tutorial } from '#plugin/examples.ts'
import type { MeteringPlugin } from '#plugin/plugin.ts'
import { scopeKinds } from '#plugin/scope.ts'
import { variable } from '#plugin/variables.ts'
import { hostilePlugin } from '#testing/hostile-plugin.ts'
import { readDocument } from './document.ts'
import { formats } from './formats.ts'
import { importText } from './import-text.ts'
import { mergeImport } from './merge.ts'
import { reimports } from './round-trip.ts'
import { formatIds, type RenderOptions, snippetText } from './snippet.ts'

const fixtures = resolve(import.meta.dirname, 'fixtures')
const files = examples.flatMap(({ id, plugin }) =>
  readdirSync(`${fixtures}/${id}`)
    .filter(name => !name.includes('deck-apply'))
    .map(name => [id, name, plugin] as const),
)

function imported(text: string): MeteringPlugin | undefined {
  const document = mergeImport('', importText(text)).text
  return readDocument(document, '3.16').plugins[0]?.plugin
}

test.for(files)('the documented text of %s, %s, is its plugin', ([id, name, plugin]) => {
  const [kind = ''] = name.split('.')
  const { enabled = true, ...read } = imported(readFileSync(`${fixtures}/${id}/${name}`, 'utf8')) ?? {}
  const scope = kind === 'global' ? {} : { [kind]: `${kind}Name|Id` }
  expect(enabled).toBe(true)
  expect(read).toEqual({ ...plugin, scope })
  expect(JSON.stringify(read)).toBe(JSON.stringify({ scope, config: plugin.config }))
})

test('there are sixty documented texts', () => {
  expect(files).toHaveLength(60)
})

const name = fc.constantFrom(
  'example-service',
  'my_service',
  'SERVICE-name',
  'a b',
  "it's/100%",
  '{x}',
  'é|"$(id)"',
  '2f0a0a6e-0000-4000-8000-000000000001',
)
const plainScope = fc.oneof(
  fc.constantFrom(...scopeKinds).map(kind => ({ kind })),
  fc.record({ kind: fc.constantFrom('service', 'route', 'consumer'), name }),
)
const options: fc.Arbitrary<RenderOptions> = fc.record(
  {
    scope: plainScope,
    mode: fc.constantFrom('docs', 'corrected'),
    shell: fc.constantFrom('posix', 'powershell'),
    defaults: fc.constantFrom('minimal', 'written'),
    kicStrength: fc.constantFrom('inline', 'configFrom', 'configPatches'),
    deckForm: fc.constantFrom('file', 'command'),
    controlPlane: fc.constantFrom({ id: 'cp-1', name: 'x' }, { name: 'my cp' }, {}),
  },
  { requiredKeys: ['scope', 'mode'] },
)

describe('what is exported comes back', () => {
  test.for(formatIds)('from %s, whatever its strings hold', formatId => {
    fc.assert(
      fc.property(hostilePlugin, options, (plugin, rendering) => {
        expect(reimports([plugin], formatId, rendering)).toBe(true)
      }),
      { numRuns: 200 },
    )
  })

  test.for(formatIds)('from %s with variables whose names Terraform writes otherwise', formatId => {
    const subject = { look_up_value_in: 'header', field: variable('token') } as const
    const config = {
      ...tutorial.plugin.config,
      api_token: variable('Token'),
      subject,
      ingest_endpoint: variable('SOURCE'),
    }
    const rendering = { scope: { kind: 'global' }, mode: 'corrected' } as const
    expect(reimports([{ ...tutorial.plugin, config }], formatId, rendering)).toBe(true)
  })

  test.for(formatIds)('from %s with the scope and the id that it has', formatId => {
    const scope = fc.record({ service: name, route: name, consumer: name }, { requiredKeys: [] })
    const identified = fc.record({ id: fc.uuid(), scope }, { requiredKeys: ['scope'] })
    fc.assert(
      fc.property(identified, options, (fields, rendering) => {
        const plugin = { ...tutorial.plugin, ...fields }
        expect(reimports([plugin], formatId, { ...rendering, scope: { kind: 'own' } })).toBe(true)
      }),
    )
  })

  test.for(formatIds)('from %s with other plugins beside it', formatId => {
    fc.assert(
      fc.property(fc.array(hostilePlugin, { minLength: 2, maxLength: 4 }), options, (plugins, rendering) => {
        // In the documents' layout every plugin has the same name, and only its last variable is declared.
        expect(reimports(plugins, formatId, { ...rendering, mode: 'corrected' })).toBe(true)
      }),
    )
  })

  test.for(formatIds)('from %s with 1,000 attributes', formatId => {
    const attributes = Array.from({ length: 1000 }, (_, index) => ({
      source: 'header' as const,
      look_up_value_in: `x-attribute-${index}`,
      event_property_name: `it's \${{ env "DECK_X1" }} ${index}`,
    }))
    const plugin = { ...tutorial.plugin, config: { ...tutorial.plugin.config, attributes } }
    expect(reimports([plugin], formatId, { scope: { kind: 'global' }, mode: 'corrected' })).toBe(true)
  })

  test.for(formatIds)('from %s in the order of its author', formatId => {
    const format = formats.find(({ id }) => id === formatId)
    const text = snippetText(
      format?.render(tutorial.plugin, { scope: { kind: 'own' }, mode: 'corrected' }) ?? [],
    )
    expect(JSON.stringify(imported(text)?.config)).toBe(JSON.stringify(tutorial.plugin.config))
  })
})

test('an export that loses something is told: the documents lower a name for Terraform', () => {
  const plugin = { ...tutorial.plugin, instance_name: variable('Token') }
  expect(reimports([plugin], 'terraform', { scope: { kind: 'global' }, mode: 'docs' })).toBe(false)
})

describe('`expressions` of 3.16', () => {
  const plugin = { ...tutorial.plugin, expressions: { rule: "it's ${x}", list: [1, true] } }

  test.for(formatIds)('%s comes back as what it carries', id => {
    expect(reimports([plugin], id, { scope: { kind: 'own' }, mode: 'corrected' })).toBe(true)
  })

  test.for(['admin-api', 'konnect-api'] as const)('%s carries it unchanged', id => {
    const format = formats.find(known => known.id === id)
    const text = format && snippetText(format.render(plugin, { scope: { kind: 'own' }, mode: 'corrected' }))
    expect(imported(text ?? '')?.expressions).toEqual(plugin.expressions)
  })
})
