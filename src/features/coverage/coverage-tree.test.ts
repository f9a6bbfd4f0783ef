import { expect, test } from 'vitest'
import type { GatewayState } from '#entities/gateway-state.ts'
import { readDocument } from '#formats/document.ts'
import { countRows, coverageCounts, coverageTree, firstRows, withRows } from './coverage-tree.ts'

const text = `_format_version: "3.0"
services:
- name: paid
  url: http://127.0.0.1:9000
  routes:
  - name: orders
    methods: [GET, POST]
    paths: [/orders]
    hosts: [shop.example]
  - name: health
    paths: [/health]
- name: unreached
  url: http://127.0.0.1:9001
routes:
- name: stray
  paths: [/stray]
consumers:
- username: alice
plugins:
- name: metering-and-billing
  route: orders
  config: {ingest_endpoint: https://i.example/v3/openmeter/events, api_token: t, subject: {look_up_value_in: header, field: x-tenant}}
- name: metering-and-billing
  consumer: alice
  route: orders
  config: {ingest_endpoint: https://i.example/v3/openmeter/events, api_token: t}
`

function stateOf(document: string): GatewayState {
  const { state } = readDocument(document, '3.15')
  if (state === undefined) throw new Error('the document has an error')
  return state
}

const tree = coverageTree(stateOf(text), { release: '3.15' })

test('Services with their Routes and the Consumers that differ, in the order of the document', () => {
  const shape = tree.map(({ title, routes }) => [
    title,
    ...routes.map(({ name, matches, callers }) => [
      name,
      matches,
      ...callers.map(({ consumer, verdict }) => `${consumer?.username ?? '*'} ${verdict}`),
    ]),
  ])
  expect(shape).toEqual([
    [
      'paid',
      ['orders', 'GET, POST · /orders · shop.example', '* metered', 'alice no_subject'],
      ['health', '/health', '* not_metered'],
    ],
    ['unreached'],
    ['Routes without a Service', ['stray', '/stray', '* not_metered']],
    ['Requests that match no Route', ['Requests that match no Route', '', '* not_metered']],
  ])
})

test('a Route is free when no caller of it is metered', () => {
  expect(coverageCounts(tree)).toEqual({
    routes: 3,
    free: 2,
    rows: { metered: 1, not_metered: 3, no_subject: 1, twice: 0 },
  })
})

test('a verdict leaves out the branches that have none of it', () => {
  const left = withRows(tree, 'no_subject')
  expect(left.map(({ title, routes }) => [title, routes.map(({ callers }) => callers.length)])).toEqual([
    ['paid', [1]],
  ])
  expect(withRows(tree, 'all')).toEqual(tree)
})

test('rows that may be metered twice can be asked for', () => {
  const konnect = text
    .replaceAll('https://i.example/v3/openmeter/events', 'https://us.api.konghq.com/v3/openmeter/events')
    .replace('services:', '_konnect: {control_plane_name: default}\nservices:')
  const doubtful = coverageTree(stateOf(konnect), { release: '3.15', namesControlPlane: true })
  expect(coverageCounts(doubtful).rows).toMatchObject({ metered: 1, twice: 1 })
  expect(withRows(doubtful, 'twice').map(({ routes }) => routes.map(({ name }) => name))).toEqual([
    ['orders'],
  ])
  expect(withRows(tree, 'twice')).toEqual([])
})

test('the first rows are cut where they end; a tree that fits is whole', () => {
  const all = countRows(tree)
  expect(countRows(firstRows(tree, 2))).toBe(2)
  expect(firstRows(tree, all)).toEqual(tree)
})
