import fc from 'fast-check'
import { expect, test } from 'vitest'
import { readDocument } from '#formats/document.ts'
import { documentedScenarios } from './documented-scenarios.ts'
import { checkExpectations, type Expectation, expectationText, readExpectations } from './expectations.ts'
import { runScenario } from './run-scenario.ts'
import { scenario } from './scenario.ts'

async function summaryOf(id: string) {
  const found = documentedScenarios.find(documented => documented.id === id)
  const { state } = readDocument(found?.document ?? '', '3.15')
  if (found === undefined || state === undefined) throw new Error(`${id} cannot be played`)
  const outcome = await runScenario(
    { state, release: '3.15', subjectFormat: 'plain' },
    scenario.parse(found.scenario),
  )
  if ('problems' in outcome) throw new Error(JSON.stringify(outcome.problems))
  return outcome.summary
}

function read(text: string): Expectation[] {
  const reading = readExpectations(text)
  if ('problems' in reading) throw new Error(JSON.stringify(reading.problems))
  return reading.expectations
}

test('a line, a list and an object say the same', () => {
  const expected = [{ subject: 'alice', events: { 'kong.api_request': 3 }, dropped: 0 }]
  const line = 'alice: 3 × kong.api_request, 0 dropped'
  expect(read(`# the tutorial\n\n${line} # as the page says\r\n`)).toEqual(expected)
  expect(read('alice:   3 x kong.api_request,0 dropped')).toEqual(expected)
  expect(read(JSON.stringify(expected))).toEqual(expected)
  expect(read(JSON.stringify(expected[0]))).toEqual(expected)
})

test('what is written is read again', () => {
  const count = fc.option(fc.nat(), { nil: undefined })
  const counts = { delivered: count, late: count, lost: count, dropped: count, duplicated: count }
  const subject = fc.constantFrom('alice', 'consumer:0e6f', 'acme, Inc.', '東京')
  const anyExpectation = fc
    .oneof(fc.record({ ...counts, subject }), fc.record({ ...counts, requests: count }))
    .map(record => ({ events: { 'kong.llm_request': 2 }, ...record }))
  fc.assert(
    fc.property(anyExpectation, expectation => {
      expect(read(expectationText(expectation))).toEqual([expectation])
    }),
  )
})

test.for([
  ['alice', { line: 1, message: 'expected a line such as alice: 3 × kong.api_request, 0 dropped' }],
  [
    '\nalice: 3 of them',
    { line: 2, message: 'expected a count such as 3 × kong.api_request or 0 dropped, found 3 of them' },
  ],
  ['alice: 3 × kong.api', { line: 1, message: 'kong.api is none of kong.api_request, kong.llm_request' }],
  [
    'alice: 3 lots',
    { line: 1, message: 'lots is none of requests, delivered, late, lost, dropped, duplicated' },
  ],
  ['alice: 3 requests', { line: 1, message: 'requests are those of the whole run: leave out the subject' }],
  ['{', { message: expect.stringContaining('not JSON') }],
  ['[{"dropped":-1}]', { message: '0: dropped: Too small: expected number to be >=0' }],
] as const)('%j is refused with its line', ([text, problem]) => {
  expect(readExpectations(text)).toEqual({ problems: [problem] })
})

/** What each documented scenario must give: numbers that change only when an engine's decision does. */
test.for([
  ['tutorial', 'alice: 3 × kong.api_request, 0 dropped\ntotal: 3 requests, 3 delivered, 0 lost'],
  ['tenants', 'total: 0 lost, 0 late'],
  ['departments', 'total: 43200 requests, 43200 × kong.api_request, 0 dropped'],
  ['failures', 'total: 3600 requests, 0 lost'],
  ['ai-chat', 'total: 0 × kong.api_request, 0 dropped'],
] as const)('the documented scenario %s', async ([id, text]) => {
  const checked = checkExpectations(await summaryOf(id), read(text))
  expect(checked.flatMap(({ differences }) => differences)).toEqual([])
})

test('what differs is told with both numbers', async () => {
  const summary = await summaryOf('tutorial')
  const expected = read(
    'alice: 2 × kong.api_request, 1 dropped\ncarol: 0 × kong.api_request\ntotal: 4 requests',
  )
  expect(checkExpectations(summary, expected).map(({ differences }) => differences)).toEqual([
    [
      { what: 'kong.api_request', expected: 2, found: 3 },
      { what: 'dropped', expected: 1, found: 0 },
    ],
    [],
    [{ what: 'requests', expected: 4, found: 3 }],
  ])
})

test('a dropped request of a Consumer is one of the subject of that name', async () => {
  const summary = await summaryOf('failures')
  expect(summary.requests.dropped).toBeGreaterThan(0)
  const [checked] = checkExpectations(summary, read('(nobody): 0 dropped'))
  expect(checked?.differences).toEqual([{ what: 'dropped', expected: 0, found: summary.requests.dropped }])
})
