import { expect, test } from 'vitest'
import { toBig, writeExact } from './exact-number.ts'
import { readDimension, readMeterValue } from './meter-value.ts'

const sum = { aggregation: 'sum', value_property: '$.tokens' } as const

test.for([
  { data: { tokens: 12 }, meter: sum, value: '12' },
  { data: { tokens: '12.5' }, meter: sum, value: '12.5' },
  { data: { tokens: '-1e3' }, meter: sum, value: '-1000' },
  { data: null, meter: { aggregation: 'count' } as const, value: '1' },
  { data: { tokens: 3 }, meter: { aggregation: 'latest', value_property: '$.tokens' } as const, value: '3' },
  {
    data: { tokens: true },
    meter: { aggregation: 'unique_count', value_property: '$.tokens' } as const,
    value: { kind: 'text', value: 'true' },
  },
])('$data by $meter.aggregation is $value', ({ data, meter, value }) => {
  const found = readMeterValue(data, meter)
  expect(found.kind === 'number' ? writeExact(toBig(found.value)) : found).toEqual(value)
})

test.for([
  { data: null, message: 'null and missing value property' },
  { data: {}, message: 'missing value property: "$.tokens"' },
  { data: { tokens: null }, message: 'value cannot be null' },
  { data: { tokens: 'many' }, message: 'value cannot be parsed as float64: many' },
  { data: { tokens: ' 1' }, message: 'value cannot be parsed as float64:  1' },
  { data: { tokens: 'NaN' }, message: 'value cannot be NaN' },
  { data: { tokens: '-Infinity' }, message: 'value cannot be infinity' },
  { data: { tokens: true }, message: 'unsupported value property type: bool' },
  { data: { tokens: [1] }, message: 'unsupported value property type: []interface {}' },
  { data: { tokens: {} }, message: 'unsupported value property type: map[string]interface {}' },
])('$message', ({ data, message }) => {
  expect(readMeterValue(data, sum)).toEqual({ kind: 'invalid', message: `invalid event: ${message}` })
})

test.for([
  { data: { a: 'x' }, found: 'x' },
  { data: { a: '' }, found: '' },
  { data: { a: 1.5 }, found: '1.5' },
  { data: { a: false }, found: 'false' },
  { data: { a: { b: [1] } }, found: '{"b":[1]}' },
  { data: { a: null }, found: undefined },
  { data: {}, found: undefined },
  { data: null, found: undefined },
])('the dimension $.a of $data is $found', ({ data, found }) => {
  expect(readDimension(data, '$.a')).toBe(found)
})
