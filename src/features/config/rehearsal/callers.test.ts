import { expect, test } from 'vitest'
import type { Application } from '#entities/application.ts'
import { readDocument } from '#formats/document.ts'
import { callersOf, refusingPlugin } from './callers.ts'
import { loopedRequest, requestLoop } from './request-loop.ts'

const shop: Application = { id: 'app-1', name: 'Shop', keys: ['shop-key'], service: 'llm' }

function stateOf(plugins: object[]) {
  const file = {
    _format_version: '3.0',
    services: [
      { name: 'plain', url: 'http://localhost:1', routes: [{ name: 'plain', paths: ['~/x', '/plain'] }] },
      { name: 'llm', url: 'http://localhost:2', routes: [{ name: 'chat', paths: ['/chat'] }] },
    ],
    consumers: [{ username: 'alice', keyauth_credentials: [{ key: 'alice-key' }] }],
    plugins,
  }
  const { state } = readDocument(JSON.stringify(file), '3.15')
  if (state === undefined) throw new Error('the document is broken')
  return state
}

const ai = {
  name: 'ai-proxy',
  route: 'chat',
  config: { route_type: 'llm/v1/chat', model: { provider: 'openai', name: 'm' } },
}

test.for([
  ['Consumers and applications', [{ name: 'key-auth' }], [shop], ['Consumer alice', 'Application Shop']],
  ['no Consumer without key-auth', [], [shop], ['Application Shop']],
  ['nobody without any key', [], [], ['Nobody (no key)']],
] as const)('%s', ([, plugins, applications, labels]) => {
  expect(callersOf(stateOf([...plugins]), applications).map(({ label }) => label)).toEqual(labels)
})

test('a Consumer calls the first Route with a plain path, under the plugin’s key name', () => {
  const state = stateOf([{ name: 'key-auth', config: { key_names: ['x-key'] } }])
  const [alice] = callersOf(state, [])
  const request = alice && loopedRequest(state, alice)
  expect(request && requestLoop(request, 'http://localhost:8000/')).toBe(
    'for _ in {1..3}; do\n  curl -i http://localhost:8000/plain \\\n       -H "x-key: alice-key"\n  echo\ndone',
  )
})

test('an application calls its Service, with a chat where an AI plugin runs', () => {
  const state = stateOf([ai])
  const [caller] = callersOf(state, [shop])
  const request = caller && loopedRequest(state, caller)
  const command = request && requestLoop(request, 'http://localhost:8000')
  expect(command).toContain('curl -i http://localhost:8000/chat \\\n')
  expect(command).toContain('-H "apikey: shop-key"')
  expect(command).toContain('"messages"')
})

test.for<[string, object, string | undefined]>([
  ['everywhere', { name: 'key-auth' }, 'key-auth'],
  ['on its Service', { name: 'jwt', service: 'llm' }, 'jwt'],
  ['on another Service', { name: 'key-auth', service: 'plain' }, undefined],
  ['with anonymous', { name: 'key-auth', config: { anonymous: 'alice' } }, undefined],
])('key-auth %s refuses an application: %s', ([, plugin, name]) => {
  expect(refusingPlugin(stateOf([plugin]), shop)).toBe(name)
})
