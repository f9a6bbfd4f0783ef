import { expect, test } from 'vitest'
import { tutorial } from '#plugin/examples.ts'
import { omissions } from './omissions.ts'
import { formatIds } from './snippet.ts'

const full = {
  ...tutorial.plugin,
  id: 'one',
  condition: 'http.path == "/a"',
  protocols: ['http', 'ws', 'tls_passthrough'],
  tags: ['a'],
  expressions: { rule: 'a' },
  scope: { service: 's', consumer: 'c' },
  config: { ...tutorial.plugin.config, allow_status_codes: [], queue: { breaker_cooldown: 1 } },
}

test.for([
  ['deck', [['expressions']]],
  ['admin-api', []],
  ['konnect-api', []],
  ['kic', [['id'], ['condition'], ['protocols', 1], ['protocols', 2], ['scope'], ['expressions']]],
  ['terraform', [['config', 'allow_status_codes'], ['config', 'queue', 'breaker_cooldown'], ['expressions']]],
] as const)('%s cannot carry %j', ([format, paths]) => {
  const found = omissions(full, format)
  expect(found.map(({ path }) => path)).toEqual(paths)
  for (const { why } of found) expect(why).toMatch(/\.$/)
})

test.for(formatIds)('%s carries all of the tutorial', format => {
  expect(omissions(tutorial.plugin, format)).toEqual([])
})
