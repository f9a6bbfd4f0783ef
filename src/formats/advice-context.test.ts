import fc from 'fast-check'
import { expect, test } from 'vitest'
import { adviceContexts } from './advice-context.ts'
import { readDocument } from './document.ts'

const maybe = (...names: string[]) => fc.option(fc.constantFrom(...names), { nil: undefined })
const scope = fc.record({
  service: maybe('a', 'b'),
  route: maybe('of-a', 'too-of-a', 'of-b', 'of-none'),
  consumer: maybe('alice', 'bob'),
})
type Scope = typeof scope extends fc.Arbitrary<infer S> ? S : never

const owner: Record<string, string | undefined> = { 'of-a': 'a', 'too-of-a': 'a', 'of-b': 'b' }
const serviceOf = ({ service, route = '' }: Scope) => service ?? owner[route]

function meet(one: Scope, other: Scope): boolean {
  const pairs = [
    [one.route, other.route],
    [one.consumer, other.consumer],
    [serviceOf(one), serviceOf(other)],
  ]
  return pairs.every(([left, right]) => left === undefined || right === undefined || left === right)
}

const row = (name: string, fields: Scope) => JSON.stringify({ name, ...fields })

test('an authentication plugin counts where one request can meet both', () => {
  fc.assert(
    fc.property(scope, fc.array(scope, { maxLength: 6 }), (own, others) => {
      const rows = [row('acl', own), ...others.map(other => row('key-auth', other))]
      const { state, diagnostics } = readDocument(
        `_format_version: "3.0"
services:
- {name: a, url: "http://a", routes: [{name: of-a, paths: [/a]}, {name: too-of-a, paths: [/t]}]}
- {name: b, url: "http://b", routes: [{name: of-b, paths: [/b]}]}
routes: [{name: of-none, paths: [/n]}]
consumers: [{username: alice}, {username: bob}]
plugins: [${rows.join(', ')}]
`,
        '3.15',
      )
      fc.pre(diagnostics.every(({ severity }) => severity !== 'error'))
      const { authenticated } = adviceContexts(state ?? expect.unreachable())(state?.plugins[0])
      expect(authenticated).toBe(others.some(other => meet(own, other)))
    }),
  )
})
