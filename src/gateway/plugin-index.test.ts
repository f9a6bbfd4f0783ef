import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { PluginRow } from '#entities/gateway-state.ts'
import {
  accessOf,
  alice,
  exampleRoute,
  exampleService,
  meteringRow,
  pluginRow,
  requestWith,
} from '#testing/gateway-builders.ts'
import { selectRow, selectRowsOfConsumers } from './plugin-index.ts'

const scope = { route: 'R', service: 'S', consumer: 'C' }
const at = (kinds: string): Partial<PluginRow> => ({
  ...(kinds.includes('r') && { route: 'R' }),
  ...(kinds.includes('s') && { service: 'S' }),
  ...(kinds.includes('c') && { consumer: 'C' }),
})

function definedOf(fields: Record<'route' | 'service' | 'consumer', string | undefined>): Partial<PluginRow> {
  return Object.fromEntries(Object.entries(fields).filter(([, id]) => id !== undefined))
}

describe('the row that runs', () => {
  const order = ['rsc', 'rc', 'sc', 'rs', 'c', 'r', 's', 'global']
  const rows = order.map(kinds => ({ row: meteringRow(kinds, at(kinds === 'global' ? '' : kinds)) }))

  test.for(order.map((kinds, index) => [kinds, index] as const))('%s is number %i', ([kinds, index]) => {
    expect(selectRow(rows.slice(index).toReversed(), scope)?.row.id).toBe(kinds)
  })

  test.for<[Parameters<typeof selectRow>[1], string]>([
    [{}, 'global'],
    [{ route: 'R' }, 'r'],
    [{ route: 'other', service: 'S' }, 's'],
    [{ route: 'R', service: 'S' }, 'rs'],
    [{ route: 'other', service: 'other', consumer: 'C' }, 'c'],
  ])('for %j is %s', ([requested, id]) => {
    expect(selectRow(rows, requested)?.row.id).toBe(id)
  })
})

test('for all Consumers at once, the rows are those that are chosen for each', () => {
  const anyId = fc.constantFrom(undefined, 'one', 'other')
  const anyRows = fc.array(fc.record({ route: anyId, service: anyId, consumer: anyId }), { maxLength: 12 })
  fc.assert(
    fc.property(anyRows, fc.record({ route: anyId, service: anyId }), (scopes, requested) => {
      const rows = scopes.map((fields, index) => ({ row: meteringRow(`${index}`, definedOf(fields)) }))
      const chosen = selectRowsOfConsumers(rows, requested)
      for (const [consumer, row] of chosen) expect(row).toBe(selectRow(rows, { ...requested, consumer }))
      const others = ['one', 'other'].filter(consumer => !chosen.has(consumer))
      for (const consumer of others) {
        expect(selectRow(rows, { ...requested, consumer })).toBe(selectRow(rows, requested))
      }
    }),
  )
})

test.for<[string, Partial<PluginRow>, string]>([
  ['a disabled row', { enabled: false }, 'global'],
  ['a row for tcp', { protocols: ['tcp'] }, 'global'],
  ['a row for grpc', { protocols: ['grpc'] }, 'route'],
])('%s does not shadow others unless it runs over HTTP', ([, fields, id]) => {
  const plugins = [meteringRow('global'), meteringRow('route', { route: exampleRoute.id, ...fields })]
  expect(accessOf({ plugins }, requestWith()).pass.metering?.row.id).toBe(id)
})

test('rows of other Routes, Services and Consumers do not apply', () => {
  const plugins = [
    pluginRow('key-auth'),
    meteringRow('global'),
    meteringRow('other-consumer', { consumer: 'x' }),
    meteringRow('other-route', { route: 'x', service: exampleService.id, consumer: alice.id }),
    meteringRow('service', { service: exampleService.id }),
  ]
  expect(accessOf({ plugins }, requestWith('apikey', 'alice-key')).pass.metering?.row.id).toBe('service')
})
