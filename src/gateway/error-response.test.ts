import { expect, test } from 'vitest'
import { errorResponse } from './error-response.ts'

const requestId = '0123456789abcdef0123456789abcdef'
const typeOf = (accept: string | undefined, nginx?: { contentType: string | undefined }) =>
  errorResponse({ status: 404, accept, requestId, ...(nginx && { nginx }) }).headers[1]

test.for<[string | undefined, string]>([
  [undefined, 'application/json; charset=utf-8'],
  ['*/*', 'application/json; charset=utf-8'],
  ['image/png', 'application/json; charset=utf-8'],
  ['text/html,application/xhtml+xml;q=0.9,*/*;q=0.8', 'text/html; charset=utf-8'],
  ['text/plain;q=0.5, application/xml;q=0.7', 'application/xml; charset=utf-8'],
  ['TEXT/PLAIN', 'text/plain; charset=utf-8'],
])('Accept %s gets %s', ([accept, type]) => {
  expect(typeOf(accept)).toBe(type)
})

test.for<[string | undefined, string | undefined, string]>([
  [undefined, undefined, 'text/plain; charset=utf-8'],
  [undefined, 'application/json; charset=utf-8', 'application/json; charset=utf-8'],
  ['text/html', 'application/json', 'text/html; charset=utf-8'],
])("nginx's errors by Accept %s and Content-Type %s: %s", ([accept, contentType, type]) => {
  expect(typeOf(accept, { contentType })).toBe(type)
})

test.for<[string, string]>([
  [
    'application/json',
    `{\n  "message":"An invalid response was received from the upstream server",\n  "request_id":"${requestId}"\n}`,
  ],
  ['text/plain', `An invalid response was received from the upstream server\nrequest_id: ${requestId}\n`],
])('the body as %s', ([accept, body]) => {
  expect(errorResponse({ status: 502, accept, requestId })).toEqual({
    headers: ['Content-Type', `${accept}; charset=utf-8`, 'Content-Length', String(body.length)],
    body,
  })
})

test.for(['text/html', 'application/xml'])('markup in %s is escaped', accept => {
  const { body } = errorResponse({ status: 500, accept, requestId, message: 'a <b>' })
  expect(body).toContain('a &lt;b&gt;')
  expect(body).toContain(requestId)
})

test('a status without a message of its own', () => {
  expect(errorResponse({ status: 418, accept: undefined, requestId }).body).toContain(
    'The upstream server responded with 418',
  )
})
