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

function playOf(text: string, id: string): PlayRun {
  const { state } = readDocument(text, '3.15')
  if (state === undefined) throw new Error('the document has errors')
  const played = documented(id).scenario
  const generated = generateRequests(played, state)
  if ('problems' in generated) throw new Error(JSON.stringify(generated.problems))
  const configuration = { state, release: '3.15', subjectFormat: 'plain' } as const
  return onRequest =>
    runRehearsal(rehearsedAs(configuration, played), generated.requests, {
      onRequest,
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
  expect(changes).toEqual({ decision: 0, subject: 0, events: 0, attributes: changed })
  expect(requests[0]?.a.attributes).toContain('department')
  expect(requests[0]?.b.attributes).not.toContain('department')
})
