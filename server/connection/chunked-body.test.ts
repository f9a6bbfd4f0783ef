import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { createChunkedBody } from './chunked-body.ts'

/** Reads the pieces one after the other: the data, and where in which piece it ended. */
function decode(pieces: readonly Buffer[]) {
  const data: Buffer[] = []
  const body = createChunkedBody(bytes => data.push(Buffer.from(bytes)))
  for (const [index, piece] of pieces.entries()) {
    const end = body.read(piece, 0)
    if (end !== -1) return { text: Buffer.concat(data).toString('latin1'), end, piece: index }
  }
  return { text: Buffer.concat(data).toString('latin1'), end: -1, piece: pieces.length }
}

function latin1(text: string): Buffer {
  return Buffer.from(text, 'latin1')
}

/** The bytes in pieces of at most so many. */
function cut(bytes: Buffer, sizes: readonly number[]): Buffer[] {
  const pieces: Buffer[] = []
  for (let at = 0, turn = 0; at < bytes.length; turn += 1) {
    const size = sizes[turn % sizes.length] ?? 1
    pieces.push(bytes.subarray(at, at + size))
    at += size
  }
  return pieces
}

describe('createChunkedBody', () => {
  test('however it is cut, a body is what was coded, and ends where it ends', () => {
    const chunks = fc.array(fc.uint8Array({ minLength: 1, maxLength: 40 }))
    const trailer = fc.constantFrom('', 'X-Sum: 1\r\n')
    const sizes = fc.array(fc.integer({ min: 1, max: 30 }), { minLength: 1 })
    fc.assert(
      fc.property(chunks, trailer, sizes, (parts, trailers, pieceSizes) => {
        const coded = Buffer.concat([
          ...parts.flatMap(part => [
            latin1(`${part.length.toString(16)};a=b\r\n`),
            Buffer.from(part),
            latin1('\r\n'),
          ]),
          latin1(`0\r\n${trailers}\r\n`),
        ])
        const pieces = cut(coded, pieceSizes)
        expect(decode(pieces)).toEqual({
          text: Buffer.concat(parts).toString('latin1'),
          end: pieces.at(-1)?.length,
          piece: pieces.length - 1,
        })
      }),
    )
  })

  test('what follows the body is not read', () => {
    expect(decode([latin1('3\r\nabc\r\n0\r\n\r\nHTTP/1.1')])).toEqual({ text: 'abc', end: 13, piece: 0 })
  })

  test.for([
    ['a size that is none', 'xyz\r\n'],
    ['a negative size', '-3\r\n'],
    ['a size with 0x', '0x3\r\nabc\r\n'],
    ['a size without end', `${'1'.repeat(20_000)}`],
    ['a size ended without CR', '3\nabc\r\n'],
    ['a chunk longer than its size', '3\r\nabcd\r\n'],
    ['trailers without end', `0\r\n${'X-A: 1\r\n'.repeat(200)}`],
  ] as const)('%s is refused', ([, text]) => {
    expect(decode([latin1(text)])).toMatchObject({ end: undefined })
  })
})
