import fc from 'fast-check'
import { expect, test } from 'vitest'
import { getHeader, getQueryArg } from './read-request.ts'

const filler = (count: number) => Array.from({ length: count }, (_, index) => [`h${index}`, 'x']).flat()

test.for([
  ['another case', ['X-Tenant', 'acme'], 'x-tenant', 'acme'],
  ['_ for -', ['x_tenant', 'acme'], 'X-Tenant', 'acme'],
  ['the first of a repeated one', ['x-t', 'a', 'X-T', 'b'], 'x-t', 'a'],
  ['a list in one header whole', ['x-t', 'a, b'], 'x-t', 'a, b'],
  ['empty', ['x-t', ''], 'x-t', ''],
  ['absent', ['x-t2', 'a'], 'x-t', undefined],
  ['a value is no name', ['a', 'x-t', 'b', 'c'], 'x-t', undefined],
  ['@ is not `', ['x@t', 'a'], 'x`t', undefined],
  ['the 101st, once', [...filler(100), 'x-t', 'a'], 'x-t', 'a'],
  ['the 101st, a list', [...filler(100), 'x-t', 'a, b'], 'x-t', undefined],
  ['the 101st, repeated', [...filler(100), 'x-t', 'a', 'x-t', 'b'], 'x-t', undefined],
  ['repeated from the first on', ['x-t', 'a', ...filler(100), 'x-t', 'b'], 'x-t', 'a'],
] as const)('header: %s', ([, headers, name, value]) => {
  expect(getHeader(headers, name)).toBe(value)
})

test.for([
  ['plain', 'a=1&b=2', 'b', '2'],
  ['case-sensitive', 'A=1', 'a', undefined],
  ['- is not _', 'a-b=1', 'a_b', undefined],
  ['the first of a repeated one', 'a=1&a=2', 'a', '1'],
  ['without =', 'a&b=2', 'a', true],
  ['empty', 'a=&b=2', 'a', ''],
  ['first without =, then with', 'a&a=1', 'a', true],
  ['= in the value', 'a=b=c', 'a', 'b=c'],
  ['decoded', 'a%20b=c+d%2B%C3%A9', 'a b', 'c d+é'],
  ['% without digits', 'a=%zz%4', 'a', '%zz%4'],
  ['not UTF-8', 'a=%ff', 'a', '\ufffd'],
  ['no query', undefined, 'a', undefined],
  ['the 100th', `${'x=1&'.repeat(99)}a=1`, 'a', '1'],
  ['the 101st', `${'x=1&'.repeat(100)}a=1`, 'a', undefined],
] as const)('query: %s', ([, query, name, value]) => {
  expect(getQueryArg(query, name)).toBe(value)
})

test('what was encoded is read back', () => {
  const text = fc.string({ unit: 'grapheme', minLength: 1 })
  fc.assert(
    fc.property(text, text, (name, value) => {
      expect(getQueryArg(`${encodeURIComponent(name)}=${encodeURIComponent(value)}`, name)).toBe(value)
    }),
  )
})

test.for([
  ['UTF-8 bytes', Buffer.from('日本語').toString('latin1'), '日本語'],
  ['Latin-1 bytes', 'caf\u00e9', 'caf\u00e9'],
  ['text of a simulated request', '日本語', '日本語'],
  ['ASCII', 'acme', 'acme'],
] as const)('a header value of %s is read as its text', ([, sent, read]) => {
  expect(getHeader(['x-tenant', sent], 'x-tenant')).toBe(read)
})
