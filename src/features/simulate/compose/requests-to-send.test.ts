import { expect, test } from 'vitest'
import { documentedScenarios } from '#rehearsal/documented-scenarios.ts'
import { newRequest } from './composed-request.ts'
import { answersText, requestsToSend } from './requests-to-send.ts'

const text = documentedScenarios.find(({ id }) => id === 'tutorial')?.document ?? ''

test('requests are sent as often as they say, with the credential of their Consumer', () => {
  const prepared = requestsToSend([{ ...newRequest, consumer: 'alice', times: 2, body: 'hi' }], {
    text,
    release: '3.15',
  })
  expect(prepared).toMatchObject({
    requests: [
      { method: 'GET', uri: '/anything', body: 'hi' },
      { method: 'GET', uri: '/anything', body: 'hi' },
    ],
  })
  const [first] = 'requests' in prepared ? prepared.requests : []
  expect(first?.headers).toContainEqual(['apikey', 'alice-key'])
  expect(first?.headers[0]).toEqual(['Host', 'localhost:8000'])
})

test('says which Consumer the document does not have', () => {
  const prepared = requestsToSend([{ ...newRequest, consumer: 'carol' }], { text, release: '3.15' })
  expect(prepared).toEqual({ problem: expect.stringContaining('carol') })
})

test('the answers are told by status', () => {
  expect(answersText([{ status: 200 }, { status: 401 }, { status: 200 }])).toBe(
    '3 requests sent: 2 × 200, 1 × 401',
  )
})
