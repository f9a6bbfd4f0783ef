import { expect, test } from 'vitest'
import { kongMeters } from '#events/meter.ts'
import { compareMeters, unusedAttributes } from './compare-meters.ts'

const config = {
  meter_api_requests: true,
  meter_ai_token_usage: false,
  attributes: [{ event_property_name: 'department' }, { event_property_name: 'cost-centre' }],
}
const [requests] = kongMeters('2026-11-01T00:00:00Z')
if (requests === undefined) throw new Error('no meters')

test('a meter that is there lacks the dimensions of the attributes', () => {
  const [generated] = compareMeters(config, [requests])
  expect(generated).toMatchObject({
    existing: { key: 'api_requests_total' },
    missing: { department: '$.department', cost_centre: "$['cost-centre']" },
  })
})

test('a meter that is not there lacks nothing: it is created whole', () => {
  const [generated] = compareMeters(config, [])
  expect(generated).toMatchObject({ existing: undefined, missing: {} })
})

test('attributes are unused until a dimension reads them', () => {
  expect(unusedAttributes(config, [requests])).toEqual(['department', 'cost-centre'])
  const dimensions = { ...requests.dimensions, team: '$.department', centre: '$["cost-centre"]' }
  expect(unusedAttributes(config, [{ ...requests, dimensions }])).toEqual([])
})
