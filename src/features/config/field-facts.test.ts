import { expect, test } from 'vitest'
import { fieldFacts } from './field-facts.ts'

test.for([
  ['3.15', ['config', 'timeout'], 10_000, /milliseconds to wait/],
  ['3.15', ['config', 'queue', 'max_batch_size'], 1, /processed at a time/],
  ['3.15', ['config', 'subject', 'look_up_value_in'], 'consumer', /customer identifier/],
  ['3.15', ['config', 'attributes', 2, 'source'], undefined, /attribute in the request/],
  ['3.15', ['enabled'], true, /applied/],
  ['3.16', ['config', 'queue', 'failure_threshold'], 0, /circuit breaker/],
] as const)('in %s, %j has default %j', ([release, path, value, description]) => {
  const facts = fieldFacts(release, path)
  expect(facts?.default).toEqual(value)
  expect(facts?.description).toMatch(description)
})

test('a field of a later release is unknown', () => {
  expect(fieldFacts('3.15', ['config', 'queue', 'failure_threshold'])).toBeUndefined()
  expect(fieldFacts('3.15', ['config', 'allow_status_codes'])).toBeUndefined()
})
