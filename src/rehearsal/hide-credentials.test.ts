import { expect, test } from 'vitest'
import { createCredentialHider } from './hide-credentials.ts'

const hide = createCredentialHider(['alice-key', 'p w&d', ''])

test.for([
  ['/anything', '/anything'],
  ['/anything?page=2', '/anything?page=2'],
  ['/anything?apikey=whatever&page=2', '/anything?apikey=(hidden)&page=2'],
  ['/anything?k=alice-key', '/anything?k=(hidden)'],
  ['/anything?k=alice%2Dkey', '/anything?k=(hidden)'],
  ['/anything?k=p+w%26d', '/anything?k=(hidden)'],
  ['/anything?access_token=%E0%A4%A', '/anything?access_token=(hidden)'],
  ['/anything?empty=&flag', '/anything?empty=&flag'],
] as const)('%s is told as %s', ([uri, told]) => {
  expect(hide.uri(uri)).toBe(told)
})

test('a value that is a credential is hidden wherever it stands, and one that holds its text is not', () => {
  const data = { subjects: ['alice-key', 'alice', ''], counts: { emitted: 1 } }
  expect(hide.everywhere(data)).toEqual({ subjects: ['(hidden)', 'alice', ''], counts: { emitted: 1 } })
  expect(hide.json('{"department":"sales","key":"alice-key"}')).toBe(
    '{"department":"sales","key":"(hidden)"}',
  )
})
