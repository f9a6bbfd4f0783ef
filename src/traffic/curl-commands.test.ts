import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { ObservedRequest } from './observed-request.ts'
import { readCurlCommands } from './read-curl-commands.ts'

const requests = (text: string) =>
  readCurlCommands(text).flatMap(record => (record.kind === 'request' ? [record.request] : []))
const problems = (text: string) =>
  readCurlCommands(text).flatMap(record => (record.kind === 'problem' ? [record.problem] : []))

const sent: ObservedRequest['headers'] = [
  ['User-Agent', 'curl/8.15.0'],
  ['Accept', '*/*'],
]

test("reads the loop of Kong's tutorial as one request, three times", () => {
  const loop = `for _ in {1..3}; do
  curl -i http://localhost:8000/anything \\
       -H "apikey: alice-key"
  echo
done
`
  expect(readCurlCommands(loop)).toEqual([
    {
      kind: 'request',
      request: {
        position: 2,
        method: 'GET',
        target: '/anything',
        scheme: 'http',
        host: 'localhost:8000',
        headers: [...sent, ['apikey', 'alice-key']],
        times: 3,
      },
    },
  ])
})

describe('a curl command', () => {
  test.for<[string, Partial<ObservedRequest>]>([
    ['curl localhost:8000', { method: 'GET', target: '/', host: 'localhost:8000', scheme: 'http' }],
    ['curl -XDELETE http://h/a', { method: 'DELETE', target: '/a' }],
    ['curl -sSi -X PUT http://h/a', { method: 'PUT' }],
    ['curl -sXPUT http://h/a', { method: 'PUT', target: '/a' }],
    ['curl --request=PATCH --url=http://h/a', { method: 'PATCH', target: '/a' }],
    ['curl -I http://h/a', { method: 'HEAD' }],
    ['curl -o out.txt -m 5 http://h/a', { method: 'GET', target: '/a' }],
    ['curl "http://h/a?b=c d#e"', { target: '/a?b=c d' }],
    ['curl -G http://h/a -d b=1 -d c=2', { method: 'GET', target: '/a?b=1&c=2' }],
    ['curl http://h/a -d b=1 --data-urlencode "c=d e"', { method: 'POST', body: 'b=1&c=d%20e' }],
    ['curl http://h/a -d @- <<\'EOF\'\n{"a": 1}\nEOF', { method: 'POST', body: '{"a": 1}\n' }],
  ])('%s', ([command, expected]) => {
    expect(requests(command)).toEqual([expect.objectContaining(expected)])
  })

  test.for<[string, [string, string][]]>([
    ['curl http://h -H "X-Tenant: a: b"', [...sent, ['X-Tenant', 'a: b']] as [string, string][]],
    [
      'curl http://h -H "Accept: text/html"',
      [
        ['User-Agent', 'curl/8.15.0'],
        ['Accept', 'text/html'],
      ],
    ],
    ['curl http://h -H "Accept:"', [['User-Agent', 'curl/8.15.0']]],
    ['curl http://h -H "X-Empty;"', [...sent, ['X-Empty', '']] as [string, string][]],
    [
      'curl -u alice:secret http://h',
      [...sent, ['Authorization', 'Basic YWxpY2U6c2VjcmV0']] as [string, string][],
    ],
    [
      'curl --json "{}" http://h',
      [
        ['User-Agent', 'curl/8.15.0'],
        ['Accept', 'application/json'],
        ['Content-Type', 'application/json'],
      ],
    ],
  ])('sends with %s the headers that curl sends', ([command, headers]) => {
    expect(requests(command)[0]?.headers).toEqual(headers)
  })
})

describe('loops', () => {
  test.for<[string, [string, number][]]>([
    [
      'for i in 1 2 3; do curl http://h/$i; done',
      [
        ['/1', 1],
        ['/2', 1],
        ['/3', 1],
      ],
    ],
    [
      'for i in {3..1}; do curl http://h/$i; done',
      [
        ['/3', 1],
        ['/2', 1],
        ['/1', 1],
      ],
    ],
    [
      'for i in $(seq 2 3); do curl http://h/$i; done',
      [
        ['/2', 1],
        ['/3', 1],
      ],
    ],
    ['for a in {1..2}; do for b in {1..5}; do curl http://h/x; done; done', [['/x', 10]]],
    [
      'for t in a b; do for n in {1..5}; do curl http://h/$t; done; done\ncurl http://h/z',
      [
        ['/a', 5],
        ['/b', 5],
        ['/z', 1],
      ],
    ],
  ])('%s', ([text, expected]) => {
    expect(requests(text).map(({ target, times = 1 }) => [target, times])).toEqual(expected)
  })
})

describe('what cannot be sent is said with its line', () => {
  test.for<[string, number, string]>([
    ['curl -v', 1, 'it has no URL'],
    ['\n\ncurl ftp://h/a', 3, 'expected http:// or https://'],
    ['wget http://h/a', 1, '`wget` is neither curl nor a loop'],
    ['for f in *.json; do\ncurl http://h/a; done', 1, 'only a shell knows its values'],
    ['curl -d @body.json http://h', 1, 'body of the file body.json'],
    ['curl -b jar.txt http://h', 1, 'cookies of the file jar.txt'],
  ])('%j', ([text, position, message]) => {
    expect(problems(text)).toEqual([{ position, message: expect.stringContaining(message) }])
  })
})

test('every text ends in requests and problems', () => {
  const piece = fc.constantFrom(
    'curl',
    ' ',
    '\n',
    'for i in',
    '{1..3}',
    ';',
    ' do ',
    'done',
    '"',
    "'",
    '-d',
    'http://h/$i',
    '|',
    '\\',
    '-H',
    '-sX',
  )
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 30 }), pieces => {
      expect(() => readCurlCommands(pieces.join(''))).not.toThrow()
    }),
  )
})
