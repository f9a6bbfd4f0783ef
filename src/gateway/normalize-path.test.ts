import fc from 'fast-check'
import { expect, test } from 'vitest'
import { escapePath, normalizePath, pathOf, queryOf } from './normalize-path.ts'

test.for<[string, string | undefined]>([
  ['/', '/'],
  ['/anything', '/anything'],
  ['/a.b/c..d', '/a.b/c..d'],
  ['//a///b//', '/a/b/'],
  ['/a/./b', '/a/b'],
  ['/a/../b', '/b'],
  ['/../../a', '/a'],
  ['/a/..', '/'],
  ['/a/.', '/a/'],
  ['/.hidden', '/.hidden'],
  ['/...', '/...'],
  ['/%61bc', '/abc'],
  ['/a%2fb%2F', '/a%2Fb%2F'],
  ['/a%3fb', '/a%3Fb'],
  ['/%2e%2e/a', '/a'],
  ['/a%20b', '/a b'],
  ['/a%zz', '/a%zz'],
  ['/%c3%a9', '/é'],
  ['/%ff', undefined],
])('%s is %s', ([path, normalized]) => {
  expect(normalizePath(path)).toBe(normalized)
})

test('a normalized path has no dot segments and no double slashes', () => {
  const segment = fc.constantFrom('', '.', '..', 'a', 'b.c', '%2e', '%2F', '...')
  fc.assert(
    fc.property(fc.array(segment, { minLength: 1 }), segments => {
      const normalized = normalizePath(`/${segments.join('/')}`)
      expect(normalized).toMatch(/^\//)
      expect(normalized).not.toMatch(/\/\/|\/\.{1,2}(\/|$)/)
      expect(normalizePath(normalized ?? '')).toBe(normalized)
    }),
  )
})

test.for([
  ['/a b', '/a%20b'],
  ['/é"', '/%C3%A9%22'],
  ['/a%2Fb~[x]', '/a%2Fb~[x]'],
])('%s goes upstream as %s', ([path = '', escaped]) => {
  expect(escapePath(path)).toBe(escaped)
})

test.for<[string, string, string | undefined]>([
  ['/a?b=1?c', '/a', 'b=1?c'],
  ['/a', '/a', undefined],
  ['/a?', '/a', ''],
])('%s', ([target, path, query]) => {
  expect(pathOf(target)).toBe(path)
  expect(queryOf(target)).toBe(query)
})
