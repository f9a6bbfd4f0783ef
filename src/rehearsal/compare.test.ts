import { expect, test } from 'vitest'
import { readDocument } from '#formats/document.ts'
import { compareRuns, type PlayRun } from './compare.ts'
import { documentedScenarios } from './documented-scenarios.ts'
import { generateRequests } from './generate-requests.ts'
import { runRehearsal } from './run-rehearsal.ts'
import { rehearsedAs } from './run-scenario.ts'
import { scenario } from './scenario.ts'

function documented(id: string) {
  const found = documentedScenarios.find(known => known.id === id)
  if (found === undefined) throw new Error(`no scenario ${id}`)
  return { text: found.document, scenario: scenario.parse(found.scenario) }
}

function playOf(text: string, id: string, played = documented(id).scenario): PlayRun {
  const { state } = readDocument(text, '3.15')
  if (state === undefined) throw new Error('the document has errors')
  const generated = generateRequests(played, state)
  if ('problems' in generated) throw new Error(JSON.stringify(generated.problems))
  const configuration = { state, release: '3.15', subjectFormat: 'plain' } as const
  return watch =>
    runRehearsal(rehearsedAs(configuration, played), generated.requests, {
      ...watch,
      watched: Number.POSITIVE_INFINITY,
    })
}

test('a configuration compared with itself has no difference', async () => {
  const { text } = documented('tenants')
  const { changed, decisions, subjects, requests } = await compareRuns(
    playOf(text, 'tenants'),
    playOf(text, 'tenants'),
  )
  expect({ changed, decisions, subjects, requests }).toEqual({
    changed: 0,
    decisions: [],
    subjects: [],
    requests: [],
  })
})

test('requests that are dropped by one only are told, with what that makes by subject', async () => {
  const { text } = documented('tenants')
  const other = text.replace('x-tenant-id', 'x-other')
  const { a, b, changed, decisions, subjects, requests } = await compareRuns(
    playOf(text, 'tenants'),
    playOf(other, 'tenants'),
  )
  expect(b.requests.emitted).toBe(0)
  expect(changed).toBe(a.requests.emitted)
  expect(decisions).toEqual([{ from: 'emitted', to: 'dropped', requests: changed }])
  expect(subjects.reduce((sum, counts) => sum + counts.a, 0)).toBe(a.events.emitted)
  expect(requests[0]).toMatchObject({
    changes: ['decision'],
    a: { decision: 'emitted', attributes: '{}' },
    b: { decision: 'dropped', reason: 'header_absent' },
  })
})

test('an attribute that is no longer found is a change of its own', async () => {
  const { text } = documented('departments')
  const other = text.replace('look_up_value_in: x-department', 'look_up_value_in: x-none')
  const { changed, changes, requests, a } = await compareRuns(
    playOf(text, 'departments'),
    playOf(other, 'departments'),
  )
  expect(changed).toBe(a.requests.requests)
  expect(changes).toMatchObject({ decision: 0, subject: 0, events: 0, attributes: changed })
  expect(requests[0]?.a.attributes).toContain('department')
  expect(requests[0]?.b.attributes).not.toContain('department')
})

test('token units are compared request by request, by subject and altogether', async () => {
  const { text } = documented('ai-chat')
  const asking = (prompt_tokens: number) =>
    scenario.parse({
      stages: [
        {
          for: 3,
          rate: 1,
          callers: [{ consumer: 'alice' }],
          routes: [{ method: 'POST', path: '/anything' }],
          ai: { prompt_tokens, completion_tokens: 30 },
        },
      ],
    })
  const { changed, changes, tokens, subjects, requests } = await compareRuns(
    playOf(text, 'ai-chat', asking(10)),
    playOf(text, 'ai-chat', asking(12)),
  )
  expect([changed, changes.tokens]).toEqual([3, 3])
  expect(tokens).toEqual({ a: { request: 30, response: 90 }, b: { request: 36, response: 90 } })
  expect(subjects).toEqual([{ subject: 'alice', a: 6, b: 6, tokens_a: 120, tokens_b: 126 }])
  expect(requests[0]).toMatchObject({
    changes: ['tokens'],
    a: { tokens: '10 request, 30 response' },
    b: { tokens: '12 request, 30 response' },
  })
})

test('requests that are dropped by both for different reasons are told', async () => {
  const { text } = documented('tenants')
  const withoutHeader = text.replace('x-tenant-id', 'x-other')
  const byConsumer = text.replace(/look_up_value_in: header.*/, 'look_up_value_in: consumer}')
  const { changes, requests } = await compareRuns(
    playOf(withoutHeader, 'tenants'),
    playOf(byConsumer, 'tenants'),
  )
  expect(changes.reason).toBeGreaterThan(0)
  expect(requests[0]).toMatchObject({ a: { reason: 'header_absent' }, b: { reason: 'no_consumer' } })
})

test('neither run gets far ahead of the other', async () => {
  const { text } = documented('departments')
  const at = { a: 0, b: 0 }
  let furthest = 0
  const pacing =
    (side: 'a' | 'b'): PlayRun =>
    watch =>
      playOf(
        text,
        'departments',
      )({
        ...watch,
        onRequest(report) {
          at[side] = report.number
          furthest = Math.max(furthest, Math.abs(at.a - at.b))
          watch.onRequest(report)
        },
      })
  const { a } = await compareRuns(pacing('a'), pacing('b'))
  expect(a.requests.requests).toBeGreaterThan(5000)
  expect(furthest).toBeLessThan(4500)
})

test('when one run fails, so does the comparison, and the other run ends', async () => {
  const { text } = documented('departments')
  let played = 0
  const failing: PlayRun = () => Promise.reject(new Error('the log ends here'))
  const counting: PlayRun = watch =>
    playOf(
      text,
      'departments',
    )({
      ...watch,
      onRequest() {
        played += 1
      },
    })
  await expect(compareRuns(counting, failing)).rejects.toThrow('the log ends here')
  await Promise.resolve()
  expect(played).toBeLessThan(4500)
})
