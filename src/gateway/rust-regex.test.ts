import { expect, test } from 'vitest'
import { rustRegex } from './rust-regex.ts'

test.for<[string, string, boolean]>([
  ['^/api/v\\d+$', '/api/v12', true],
  ['^/(?P<name>[a-z]+)$', '/abc', true],
  ['^/(?i)API', '/api', true],
  ['^(?i)/API', '/api', true],
  ['^/(?:(?i)A|b)C', '/BC', true],
  ['^/(?:(?i)A|b)C', '/Bc', false],
  ['^/(?i:A)B', '/aB', true],
  ['^/(?i)a(?-i)b', '/Ab', true],
  ['^/(?i)a(?-i)b', '/AB', false],
  ['\\A/a\\z', '/a', true],
  ['^/[[:alpha:]]+$', '/ab', true],
  ['^/[[:alpha:]_]+$', '/a_b', true],
  ['^/\\x{61}$', '/a', true],
  ['^/a\\-b\\.c', '/a-b.c', true],
  ['^/[(|)]$', '/|', true],
  ['^/\\(x\\)$', '/(x)', true],
  ['^/(?s).$', '/\n', true],
])('%s on %j: %s', ([pattern, text, matches]) => {
  expect(rustRegex(pattern)?.test(text)).toBe(matches)
})

test.for(['^/a(?=b)', '^/(?<!a)b', '^/(a)\\1', '^/(?x)a', '^/(', '^/[a', '^/[[:^alpha:]]'])(
  '%s is no regex for Kong, or none for us',
  pattern => {
    expect(rustRegex(pattern)).toBeUndefined()
  },
)
