import { expect, test } from 'vitest'
import type { Application } from '#entities/application.ts'
import {
  accessOf,
  alice,
  answered,
  exampleService,
  guest,
  meteringRow,
  pluginRow,
  requestWith,
} from '#testing/gateway-builders.ts'
import type { GatewayOptions } from './access.ts'
import { exchangeOf } from './exchange-of.ts'
import { explainAccess } from './explain-access.ts'
import { firstHeader } from './header-list.ts'

const shop: Application = {
  id: 'app-1',
  name: 'Shop',
  keys: ['shop-key', 'shop-key-2'],
  service: 'example-service',
  portal_id: 'portal-1',
  api_id: 'api-1',
  api_product_version_id: 'version-1',
  api_package_id: 'package-1',
}

interface Asked {
  applications?: Application[]
  plugins?: ReturnType<typeof pluginRow>[]
  release?: GatewayOptions['release']
}

function run(headers: string[], { applications = [shop], plugins = [], release = '3.14' }: Asked = {}) {
  const state = { plugins: [...plugins, meteringRow('m1')] }
  return accessOf(state, requestWith(...headers), { applications, release })
}

const finished = { status: 200, responseBytes: 1, requestBytes: 1 }

test.for(['shop-key', 'shop-key-2'])('the key %s is its application, with its portal fields', key => {
  const { pass } = run(['apikey', key])
  const { keys: _keys, service: _service, ...logged } = shop
  expect(exchangeOf(pass.request, pass, finished)).toMatchObject({ application: logged })
  expect(exchangeOf(pass.request, pass, finished).consumer).toBeUndefined()
  expect(JSON.stringify(exchangeOf(pass.request, pass, finished))).not.toContain('shop-key')
})

test.for<[string, string[]]>([
  ['No API key found in request', []],
  ['No API key found in request', ['apikey', '']],
  ['Duplicate API key found', ['apikey', 'shop-key', 'apikey', 'shop-key']],
  ['Unauthorized', ['apikey', 'alice-key']],
])('401 %s', ([message, headers]) => {
  const access = run(headers)
  const { status, body, headers: sent } = answered(access)
  expect([status, firstHeader(sent, 'www-authenticate')]).toEqual([401, 'Key'])
  expect(body).toContain(`"message":"${message}"`)
  // The log phase runs all the same (decision 4).
  expect(access.pass).toMatchObject({ application: undefined, metering: { row: { id: 'm1' } } })
})

test.for<[string, Partial<Application>, boolean]>([
  ['the Service by name', { service: 'example-service' }, true],
  ['the Service by id', { service: exampleService.id }, true],
  ['every Service', { service: undefined }, true],
  ['another Service', { service: 'other' }, false],
])('an application of %s', ([, changes, wanted]) => {
  const access = run([], { applications: [{ ...shop, ...changes }] })
  expect(access.kind).toBe(wanted ? 'respond' : 'forward')
})

test('without applications a Service wants no key of one', () => {
  expect(run([], { applications: [] }).kind).toBe('forward')
})

test('key-auth of the document comes first, and refuses a key that is no Consumer’s', () => {
  const access = run(['apikey', 'shop-key'], { plugins: [pluginRow('key-auth')] })
  expect(answered(access).status).toBe(401)
  expect(access.pass.applicationStep).toBeUndefined()
})

test('beside another plugin both must succeed', () => {
  const plugins = [pluginRow('key-auth', { config: { key_names: ['x-key'] } })]
  const { pass } = run(['x-key', 'alice-key', 'apikey', 'shop-key'], { plugins })
  expect([pass.consumer, pass.application]).toEqual([alice, shop])
  expect(run(['x-key', 'alice-key'], { plugins }).kind).toBe('respond')
})

test.for([
  ['3.14', undefined],
  ['3.15', 'guest'],
] as const)('on %s a mapped application sets its Consumer: %s', ([release, username]) => {
  const { pass } = run(['apikey', 'shop-key'], {
    applications: [{ ...shop, consumer: guest.id }],
    release,
  })
  expect(pass.consumer?.username).toBe(username)
  expect(firstHeader(pass.headers, 'x-consumer-username')).toBe(username)
})

test.for<[string[], string, string]>([
  [['apikey', 'shop-key'], 'ok', 'konnect-application-auth on example-service = application Shop'],
  [[], 'failed', 'konnect-application-auth on example-service = No API key found in request'],
])('the trace says what was found and that it is simulated', ([headers, outcome, summary]) => {
  const step = explainAccess(run(headers).pass).find(({ step }) => step === 'authentication')
  expect(step).toMatchObject({ outcome, summary, why: expect.stringMatching(/^Simulated: /) })
})

test('a condition of the metering plugin reads the application as its principal', () => {
  const seen: unknown[] = []
  const plugins = [meteringRow('m1', { condition: 'principal.id != null' })]
  accessOf({ plugins }, requestWith('apikey', 'shop-key'), {
    applications: [shop],
    evaluateCondition: (_condition, { principal }) => seen.push(principal) > 0,
  })
  expect(seen).toEqual([{ id: 'app-1', display_name: 'Shop' }])
})
