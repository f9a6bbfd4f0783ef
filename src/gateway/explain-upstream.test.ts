import { expect, test } from 'vitest'
import { accessOf, exampleService, forwarded, requestWith } from '#testing/gateway-builders.ts'
import { explainUpstream, type UpstreamVisit } from './explain-upstream.ts'

const upstream = forwarded(accessOf({}, requestWith('apikey', 'alice-key')))
const url = 'GET http://httpbin.konghq.com:80/anything'
const visit = (changes: Partial<UpstreamVisit>): UpstreamVisit => ({
  sentTo: 'upstream',
  method: 'GET',
  upstream,
  failedTries: [],
  status: undefined,
  failure: undefined,
  ...changes,
})

const refused = 'connect ECONNREFUSED'

test.for<[string, Partial<UpstreamVisit>, string, string]>([
  ['an answer', { status: 200 }, 'ok', `${url} = 200`],
  ['the echo', { sentTo: 'echo', status: 200 }, 'ok', `${url}, answered by the built-in echo = 200`],
  [
    'an answer at the third try',
    { status: 503, failedTries: [refused, refused] },
    'ok',
    `${url} = 503 after 2 failed tries (${refused})`,
  ],
  [
    'no answer',
    { failure: refused, failedTries: [refused] },
    'failed',
    `${url} = (no answer) after 1 failed try (${refused}): ${refused}`,
  ],
  [
    'half an answer',
    { status: 200, failure: 'the answer broke off: other side closed' },
    'failed',
    `${url} = 200: the answer broke off: other side closed`,
  ],
  ['a client that left', {}, 'failed', `${url} = (the client left before an answer)`],
  ['a loop', { sentTo: 'loop' }, 'failed', `${url} = not sent: it is the gateway itself`],
])('%s', ([, changes, outcome, summary]) => {
  expect(explainUpstream(visit(changes))).toMatchObject({ step: 'upstream', outcome, summary })
})

test('the step points into the document', () => {
  expect(explainUpstream(visit({ sentTo: 'echo', status: 200 })).path).toEqual(exampleService.origin)
  expect(explainUpstream(visit({ status: 200 })).path).toEqual([...exampleService.origin, 'retries'])
})
