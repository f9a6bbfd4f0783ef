import { expect, test } from 'vitest'
import { scopeKind } from './scope.ts'

test.for([
  [{}, 'global'],
  [{ service: 'a' }, 'service'],
  [{ route: 'a' }, 'route'],
  [{ consumer: 'a' }, 'consumer'],
  [{ service: 'a', consumer: 'b' }, 'combined'],
] as const)('%j is %s', ([scope, kind]) => {
  expect(scopeKind(scope)).toBe(kind)
})
