import { describe, expect, test } from 'vitest'
import { readResponseHead } from './response-head.ts'

const MOST = 60_000

function read(...lines: string[]) {
  return readResponseHead(lines.join('\r\n'), MOST)
}

describe('readResponseHead', () => {
  test('status, message and headers are read as sent', () => {
    expect(
      read('HTTP/1.1 418 I am a teapot', 'X-Odd-CASE:  a b \t', 'Set-Cookie: b=1', 'Set-Cookie: c=\xe9'),
    ).toEqual({
      status: 418,
      message: 'I am a teapot',
      headers: ['X-Odd-CASE', 'a b', 'Set-Cookie', 'b=1', 'Set-Cookie', 'c=\xe9'],
      contentLength: undefined,
      framing: 'until-close',
      keepMilliseconds: 0,
    })
  })

  test.for([
    [['HTTP/1.1 200 OK', 'Content-Length: 12'], { bytes: 12 }],
    [['HTTP/1.1 200 OK', 'Content-Length: 0'], 'none'],
    [['HTTP/1.1 200 OK', 'Transfer-Encoding: Chunked'], 'chunked'],
    [['HTTP/1.1 200'], 'until-close'],
    [['HTTP/1.1 204 No Content', 'Content-Length: 5'], 'none'],
    [['HTTP/1.1 304 Not Modified', 'Content-Length: 5'], 'none'],
    [['HTTP/1.1 103 Early Hints', 'Link: </a>'], 'none'],
  ] as const)('%j: the body is %j', ([lines, framing]) => {
    expect(read(...lines)).toMatchObject({ framing })
  })

  test.for([
    [['HTTP/1.1 204 No Content'], MOST],
    [['HTTP/1.1 204 No Content', 'Connection: keep-alive', 'Keep-Alive: timeout=5'], 3000],
    [['HTTP/1.1 204 No Content', 'Keep-Alive: timeout=1'], 0],
    [['HTTP/1.1 204 No Content', 'Keep-Alive: timeout=900'], MOST],
    [['HTTP/1.1 204 No Content', 'Connection: x, Close'], 0],
    [['HTTP/1.0 204 No Content', 'Connection: keep-alive'], 0],
    [['HTTP/1.1 200 OK'], 0],
  ] as const)('%j: the connection is kept for %d ms', ([lines, keepMilliseconds]) => {
    expect(read(...lines)).toMatchObject({ keepMilliseconds })
  })

  test.for([
    [['HTTP/2 200 OK'], 'Invalid status line'],
    [['HTTP/1.1 20 OK'], 'Invalid status line'],
    [['HTTP/1.1  200 OK'], 'Invalid status line'],
    [['HTTP/1.1 200 O\0K'], 'Invalid status line'],
    [['HTTP/1.1 200 OK', 'X-A: 1', ' folded'], 'Invalid header token'],
    [['HTTP/1.1 200 OK', 'X-A : 1'], 'Invalid header token'],
    [['HTTP/1.1 200 OK', ': 1'], 'Invalid header token'],
    [['HTTP/1.1 200 OK', 'no colon'], 'Invalid header token'],
    [['HTTP/1.1 200 OK', 'X-A: 1\nX-B: 2'], 'Invalid header value char'],
    [['HTTP/1.1 200 OK', 'X-A: 1\rX-B: 2'], 'Invalid header value char'],
    [['HTTP/1.1 200 OK', 'Content-Length: +5'], 'Invalid Content-Length'],
    [['HTTP/1.1 200 OK', 'Content-Length: 5, 5'], 'Invalid Content-Length'],
    [['HTTP/1.1 200 OK', 'Content-Length: 5', 'content-length: 5'], 'Invalid Content-Length'],
    [['HTTP/1.1 200 OK', 'Content-Length: 5', 'Transfer-Encoding: chunked'], 'Invalid Transfer-Encoding'],
    [['HTTP/1.1 200 OK', 'Transfer-Encoding: gzip'], 'Invalid Transfer-Encoding'],
    [
      ['HTTP/1.1 200 OK', 'Transfer-Encoding: chunked', 'Transfer-Encoding: chunked'],
      'Invalid Transfer-Encoding',
    ],
  ] as const)('%j → %s', ([lines, problem]) => {
    expect(read(...lines)).toBe(problem)
  })
})
