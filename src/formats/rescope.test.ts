import { expect, test } from 'vitest'
import { readDocument } from './document.ts'
import { hasScope, rescope, scopeChoices, scopeText } from './rescope.ts'

const config = `config:
      ingest_endpoint: https://ingest.test/v3/openmeter/events
      api_token: "\${{ env "DECK_AUTH_TOKEN" }}"
      subject: {look_up_value_in: consumer}`
const entities = `_format_version: "3.0"
services:
  - name: orders
    url: http://orders.test
    routes:
      - name: all-orders
        paths: ["/orders"]
consumers:
  - username: alice
`
const onService = `${entities}plugins:
  # Counts.
  - name: metering-and-billing
    service: orders
    ${config}
  - name: key-auth
`
const nested = entities.replace(
  'routes:',
  `plugins:
      - name: metering-and-billing
        config: {ingest_endpoint: "https://ingest.test", api_token: t, subject: {look_up_value_in: consumer}}
    routes:`,
)

function scopesOf(text: string) {
  const { plugins, diagnostics } = readDocument(text, '3.15')
  expect(diagnostics.filter(({ severity }) => severity === 'error')).toEqual([])
  return plugins.map(({ plugin }) => plugin && scopeText(plugin.scope))
}

test('offers the entities of the document, and not the scope that the plugin has', () => {
  expect(scopeChoices(onService, '3.15').map(({ name, scope }) => [name, scopeText(scope)])).toEqual([
    [undefined, 'global'],
    [undefined, 'route all-orders'],
    [undefined, 'consumer alice'],
  ])
})

test.for([
  ['a row of the list', onService],
  ['a nested plugin', nested],
] as const)('moves %s to every scope that is offered, with its config and token', ([, text]) => {
  const before = readDocument(text, '3.15').plugins[0]?.plugin
  for (const choice of scopeChoices(text, '3.15')) {
    const moved = rescope(text, '3.15', choice)
    expect(scopesOf(moved)).toEqual([scopeText(choice.scope)])
    expect(readDocument(moved, '3.15').plugins[0]?.plugin?.config).toEqual(before?.config)
  }
})

test('names the plugins where there are several', () => {
  const two = onService.replace('  - name: key-auth', `  - name: metering-and-billing\n    ${config}`)
  expect(new Set(scopeChoices(two, '3.15').map(({ name }) => name))).toEqual(
    new Set(['plugin 1', 'plugin 2']),
  )
  expect(scopesOf(rescope(two, '3.15', { plugin: 0, scope: { consumer: 'alice' } })).toSorted()).toEqual([
    'consumer alice',
    'global',
  ])
})

test('offers nothing of a broken document, and leaves one alone that has no such plugin', () => {
  expect(scopeChoices('services: [', '3.15')).toEqual([])
  expect(rescope(entities, '3.15', { plugin: 0, scope: {} })).toBe(entities)
})

test.for([
  [{}, true],
  [{ service: 'orders' }, true],
  [{ route: 'all-orders' }, true],
  [{ consumer: 'alice' }, true],
  [{ consumer: 'orders' }, false],
] as const)('the document has %j: %s', ([scope, has]) => {
  const { state } = readDocument(onService, '3.15')
  expect(state && hasScope(state, scope)).toBe(has)
})
