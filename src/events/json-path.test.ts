import { expect, test } from 'vitest'
import { compilePath } from './json-path.ts'

test.for([
  { path: '$', found: { a: { b: [1, { c: 2 }] }, 'x y': 3 } },
  { path: '$.a.b[1].c', found: 2 },
  { path: "$['x y']", found: 3 },
  { path: '$["x y"]', found: 3 },
  { path: '$.a.b[2]', found: undefined },
  { path: '$.constructor', found: undefined },
  { path: 'a', found: undefined },
])('$path', ({ path, found }) => {
  expect(compilePath(path)({ a: { b: [1, { c: 2 }] }, 'x y': 3 })).toEqual(found)
})
