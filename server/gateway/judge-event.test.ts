import { expect, test } from 'vitest'
import { judgeEvent } from './judge-event.ts'

const event = {
  specversion: '1.0',
  id: '1',
  source: 'kong-gateway',
  type: 'kong.api_request',
  subject: 'alice',
  time: '2026-01-01T00:00:00.000Z',
  datacontenttype: 'application/json',
  data: { request_method: 'GET' },
}

test.for([
  ['a usage event', event, 'ok'],
  ['no type', { ...event, type: '' }, 'failed'],
  ['no source', { ...event, source: undefined }, 'failed'],
  ['an attribute name with capitals', { ...event, subjectType: 'x' }, 'failed'],
] as const)('%s', ([, candidate, outcome]) => {
  expect(judgeEvent(JSON.stringify(candidate))).toMatchObject({ step: 'event', outcome })
})
