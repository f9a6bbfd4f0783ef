import { expect, test } from 'vitest'
import { scenario } from '#rehearsal/scenario.ts'
import { composedFrom, composedIndexOf, newRequest, requestText, scenarioOf } from './composed-request.ts'
import { readPaste } from './read-paste.ts'

const loop = `for _ in {1..3}; do
  curl -i http://localhost:8003/anything \\
       -H "apikey: alice-key"
  echo
done`

test('reads the loop that Kong’s tutorial ends on as one request, three times', async () => {
  const reading = await readPaste(loop)
  expect(reading).toMatchObject({
    kind: 'requests',
    what: 'curl',
    problems: [],
    requests: [
      {
        method: 'GET',
        url: 'http://localhost:8003/anything',
        times: 3,
        headers: expect.arrayContaining([{ name: 'apikey', value: 'alice-key' }]),
      },
    ],
  })
})

test.for([
  ['raw HTTP', 'POST /chat HTTP/1.1\nHost: api.example\n\n{"a":1}', 'http://api.example/chat'],
  [
    'HAR',
    JSON.stringify({
      log: {
        entries: [
          {
            startedDateTime: '2026-01-01T00:00:00Z',
            request: { method: 'GET', url: 'https://api.example/a?b=1', headers: [] },
            response: { status: 404 },
          },
        ],
      },
    }),
    'https://api.example/a?b=1',
  ],
] as const)('reads %s', async ([what, text, url]) => {
  expect(await readPaste(text)).toMatchObject({ kind: 'requests', what, requests: [{ url }] })
})

test('leaves logs to Replay, and says when it is none of what it knows', async () => {
  const line = '10.0.0.1 - - [10/Oct/2025:13:55:36 +0000] "GET / HTTP/1.1" 200 23 "-" "curl"'
  expect(await readPaste(line)).toEqual({ kind: 'too-many', what: 'access log' })
  expect(await readPaste('hello')).toEqual({ kind: 'unknown' })
})

test('requests survive the way through a scenario', () => {
  const requests = [
    { ...newRequest, times: 3, consumer: 'alice', headers: [{ name: 'X-A', value: '1' }] },
    {
      ...newRequest,
      method: 'POST',
      url: 'https://api.example/chat?x=%20y',
      body: '{}',
      status: 429,
      ai: { prompt: 3, completion: 7, streaming: true },
    },
  ]
  expect(composedFrom(scenario.parse(scenarioOf(requests)))).toEqual(requests)
})

test('a Host header is the host, and repeated headers are one list', () => {
  const headers = [
    { name: 'Host', value: 'one.example' },
    { name: 'x-a', value: '1' },
    { name: 'X-A', value: '2' },
    { name: '', value: 'left out' },
  ]
  expect(scenarioOf([{ ...newRequest, headers }]).requests?.[0]).toMatchObject({
    host: 'one.example',
    headers: { 'x-a': '1, 2' },
  })
})

test('finds the request that a run’s number belongs to', () => {
  const requests = [
    { ...newRequest, times: 3 },
    { ...newRequest, url: '/b' },
  ]
  expect([1, 3, 4, 5].map(number => composedIndexOf(requests, number))).toEqual([0, 0, 1, -1])
  expect(requests.map(requestText)).toEqual(['3 × GET /anything', 'GET /b'])
})
