import fc from 'fast-check'
import { expect, test } from 'vitest'
import { generateMeters } from './generate-meters.ts'
import { createMeterRequest } from './meter.ts'
import { readDimension } from './meter-value.ts'

const both = { meter_api_requests: true, meter_ai_token_usage: true }
const attribute = (event_property_name: string) => ({ event_property_name })

test.for([
  { config: both, keys: ['api_requests_total', 'llm_tokens_total'] },
  { config: { ...both, meter_ai_token_usage: false }, keys: ['api_requests_total'] },
  { config: { ...both, meter_api_requests: false, attributes: null }, keys: ['llm_tokens_total'] },
  { config: { meter_api_requests: false, meter_ai_token_usage: false }, keys: [] },
])('$config emits what $keys count', ({ config, keys }) => {
  expect(generateMeters(config).map(({ key }) => key)).toEqual(keys)
})

test.for([
  { name: 'department', dimension: { department: '$.department' } },
  { name: 'cost-centre', dimension: { cost_centre: "$['cost-centre']" } },
  { name: "it's", dimension: { it_s: '$["it\'s"]' } },
  { name: 'subject', dimension: { subject_2: '$.subject' } },
  { name: 'route_name', dimension: { route_name: '$.route_name' } },
])('the attribute $name is a dimension', ({ name, dimension }) => {
  const [meter] = generateMeters({ ...both, attributes: [attribute(name), attribute(name)] })
  expect(meter?.dimensions).toMatchObject(dimension)
  expect(Object.keys(meter?.dimensions ?? {})).not.toContain(`${Object.keys(dimension)[0]}_3`)
})

test('the meters are ones that the API takes, and each attribute is found by its dimension', () => {
  const name = fc.string({ minLength: 1 }).filter(text => !/['"]/.test(text))
  fc.assert(
    fc.property(fc.uniqueArray(name), names => {
      for (const meter of generateMeters({ ...both, attributes: names.map(attribute) })) {
        expect(createMeterRequest.safeParse(meter).error).toBeUndefined()
        const data = Object.fromEntries(names.map(each => [each, each]))
        const found = Object.values(meter.dimensions ?? {}).map(path => readDimension(data, path))
        expect(found).toEqual(expect.arrayContaining(names))
      }
    }),
  )
})
