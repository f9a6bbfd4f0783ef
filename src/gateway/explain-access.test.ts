import { expect, test } from 'vitest'
import {
  accessOf,
  alice,
  exampleRoute,
  exampleService,
  gatewayRequest,
  meteringRow,
  pluginRow,
  requestWith,
} from '#testing/gateway-builders.ts'
import { explainAccess } from './explain-access.ts'

const lines = (...args: Parameters<typeof accessOf>) =>
  explainAccess(accessOf(...args).pass).map(({ step, outcome, summary }) => `${step} ${outcome}: ${summary}`)
const keyAuth = pluginRow('key-auth', { service: exampleService.id })

test('a metered request', () => {
  const plugins = [
    keyAuth,
    pluginRow('rate-limiting'),
    pluginRow('acl', { consumer: 'somebody else' }),
    meteringRow('global'),
    meteringRow('m2', { consumer: alice.id, instance_name: 'of-alice', condition: 'true' }),
  ]
  expect(lines({ plugins }, requestWith('apikey', 'alice-key'), { evaluateCondition: () => true })).toEqual([
    'route ok: GET /anything = Route example-route by path /anything',
    'service ok: Service example-service = http://httpbin.konghq.com:80/anything',
    'authentication ok: key-auth = Consumer alice',
    'plugin skipped: rate-limiting is not rehearsed: the request passes it by',
    'plugin ok: metering-and-billing = consumer alice (of-alice) wins over global',
    'plugin skipped: metering-and-billing: global gives way to the more specific one',
    'condition ok: metering-and-billing: true = true',
  ])
})

test('a request without a key', () => {
  expect(lines({ plugins: [keyAuth, meteringRow('global')] }, gatewayRequest()).slice(2)).toEqual([
    'authentication failed: key-auth: No API key found in request',
    'plugin ok: metering-and-billing = global, the only one in reach',
    'status failed: The gateway answered 401 No API key found in request',
  ])
})

test('a request without a Route', () => {
  expect(lines({}, gatewayRequest({ uri: '/other' }))).toEqual([
    'route failed: GET /other = (no Route)',
    'plugin failed: metering-and-billing = (no row for this request)',
    'status failed: The gateway answered 404 no Route matched with those values',
  ])
})

test('a request that should use https', () => {
  const routes = [{ ...exampleRoute, protocols: ['https'] }]
  const [route, service] = explainAccess(accessOf({ routes }, gatewayRequest()).pass)
  expect(route).toMatchObject({ step: 'route', outcome: 'ok' })
  expect(service).toMatchObject({ outcome: 'failed', path: ['routes', 0, 'protocols'] })
})

test('a condition that is not met, not evaluated or failed', () => {
  const plugins = [meteringRow('m', { condition: 'c' })]
  const condition = (options: Parameters<typeof accessOf>[2]) =>
    lines({ plugins }, gatewayRequest(), options).find(line => line.startsWith('condition'))
  expect(condition({ evaluateCondition: () => false })).toBe(
    'condition skipped: metering-and-billing: c = false',
  )
  expect(condition({})).toBe('condition ok: metering-and-billing: c was not evaluated and counts as met')
  expect(condition({ evaluateCondition: () => ({ error: 'no such key' }) })).toBe(
    'condition failed: metering-and-billing: no such key',
  )
})

test('a condition of a global row that no access phase evaluated', () => {
  const plugins = [meteringRow('m', { condition: 'c' })]
  expect(lines({ plugins }, gatewayRequest({ uri: '/other' }), { evaluateCondition: () => false })).toContain(
    'condition ok: metering-and-billing: c was not evaluated and counts as met',
  )
})
