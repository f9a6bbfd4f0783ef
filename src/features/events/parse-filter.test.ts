import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type FilterTerm, filterKeys, parseFilter, writeFilter } from './parse-filter.ts'

const word = (value: string, negated = false): FilterTerm => ({ negated, operator: '=', values: [value] })

test.for<[string, FilterTerm[]]>([
  ['', []],
  ['   ', []],
  ['alice', [word('alice')]],
  ['  two   words ', [word('two'), word('words')]],
  ['-alice', [word('alice', true)]],
  ['-', [word('-')]],
  ['""', []],
  ['"two words"', [word('two words')]],
  ['-"two words"', [word('two words', true)]],
  ['"an open quote', [word('an open quote')]],
  ['"say \\"hi\\" \\\\"', [word('say "hi" \\')]],
  ['10:40:01', [word('10:40:01')]],
  ['subject:alice', [{ ...word('alice'), key: 'subject' }]],
  ['SUBJECT:Alice', [{ ...word('Alice'), key: 'subject' }]],
  ['-route:"my route"', [{ ...word('my route', true), key: 'route' }]],
  ['path:/a:b?c=d', [{ ...word('/a:b?c=d'), key: 'path' }]],
  ['type:=a', [{ ...word('a'), key: 'type' }]],
  ['status:404', [{ ...word('404'), key: 'status' }]],
  ['status:>=400', [{ ...word('400'), key: 'status', operator: '>=' }]],
  ['subject:alice,bob', [{ ...word(''), key: 'subject', values: ['alice', 'bob'] }]],
  ['subject:"a,b",c x', [{ ...word(''), key: 'subject', values: ['a,b', 'c'] }, word('x')]],
  ['one,two', [word('one,two')]],
  ['time:>=2026-11-21T12:00Z', [{ ...word('2026-11-21T12:00Z'), key: 'time', operator: '>=' }]],
  ['data.route_name:a', [{ ...word('a'), key: 'data.route_name' }]],
  ['-DATA.usage.Total:1,2', [{ ...word('', true), key: 'data.usage.Total', values: ['1', '2'] }]],
  ["data['a b:c'][0]:x y", [{ ...word('x'), key: "data['a b:c'][0]" }, word('y')]],
  ['status:<500 x', [{ ...word('500'), key: 'status', operator: '<' }, word('x')]],
])('%j is read as %j', ([text, terms]) => {
  expect(parseFilter(text)).toEqual({ terms, problems: [] })
})

describe('what cannot be meant is said and does not filter', () => {
  test.for([
    ['tenant:acme alice', 'There is no key “tenant”. Keys are subject, type, customer, check, delivery'],
    ['http://localhost alice', 'quote it: "http://localhost"'],
    ['subject: alice', 'subject: takes a value, as in subject:"a b"'],
    ['status:>=high alice', 'status takes a number, as in status:>=400, not “high”'],
    ['status: alice', 'status: takes a value, as in status:>=400'],
    ['data:x alice', 'There is no key “data”'],
    ['data.tokens:>5 alice', '> compares numbers and times'],
    ['data.tokens: alice', 'data.tokens: takes a value'],
    ['type:>a alice', '> compares numbers and times: only status and time take it'],
    ['time:noon alice', 'time takes a date and time, as in time:>=2026-11-21T12:00, not “noon”'],
  ] as const)('%j: %s', ([text, problem]) => {
    const { terms, problems } = parseFilter(text)
    expect(terms).toEqual([word('alice')])
    expect(problems).toHaveLength(1)
    expect(problems[0]).toContain(problem)
  })
})

const operator = fc.constantFrom('=' as const, '>' as const, '>=' as const, '<' as const, '<=' as const)
const negated = fc.boolean()
const text = fc.string({ minLength: 1, unit: 'grapheme' })
const textKey = fc.constantFrom(...filterKeys.filter(key => key !== 'status' && key !== 'time'))
const dataKey = fc.constantFrom('data.a', 'data.Route-name.b', "data['a b:c'][0]" as const)
const anyTerm: fc.Arbitrary<FilterTerm> = fc.oneof(
  fc.record({ negated, operator: fc.constant('=' as const), values: fc.tuple(text) }),
  fc.record({
    negated,
    key: fc.oneof(textKey, dataKey),
    operator: fc.constant('=' as const),
    values: fc.array(text, { minLength: 1 }),
  }),
  fc.record({
    negated,
    key: fc.constant('status' as const),
    operator,
    values: fc.tuple(fc.nat().map(String)),
  }),
)

test('what is written is read back', () => {
  fc.assert(
    fc.property(fc.array(anyTerm), terms => {
      expect(parseFilter(writeFilter(terms))).toEqual({ terms, problems: [] })
    }),
  )
})

test('no text is refused', () => {
  const typing = fc.oneof(fc.string({ unit: 'binary' }), fc.stringMatching(/^[-":,\\a status>=]*$/))
  fc.assert(fc.property(typing, typed => void parseFilter(typed)))
})
