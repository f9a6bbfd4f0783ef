/** Writes a request's body whose pieces are at hand. */
import type { Socket } from 'node:net'
import { TLSSocket } from 'node:tls'

export interface BodyToWrite {
  pieces: readonly Uint8Array[]
  /** Whether somebody still waits for the answer; the rest is not written for nobody. */
  isWanted(): boolean
  /** The system has all of it. What goes wrong, the socket says. */
  onWritten(): void
}

/**
 * TLS encrypts at once what is written at once, and the socket's timer sees no progress before all of that is gone: a
 * large body would time out while it is on its way.
 */
const ENCRYPTED_BYTES = 65_536

/** Without TLS, one call of the system for all pieces. */
export function writeBody(socket: Socket, body: BodyToWrite): void {
  const { pieces } = body
  const end = socket instanceof TLSSocket ? endOfPart(pieces) : pieces.length
  const part = pieces.slice(0, end)
  const last = part.pop()
  if (last === undefined) return
  socket.cork()
  for (const piece of part) socket.write(piece)
  socket.write(last, error => {
    if (error || !body.isWanted()) return
    if (end < pieces.length) writeBody(socket, { ...body, pieces: pieces.slice(end) })
    else body.onWritten()
  })
  socket.uncork()
}

/** How many pieces are written at once. */
function endOfPart(pieces: readonly Uint8Array[]): number {
  let bytes = 0
  const full = pieces.findIndex(piece => {
    bytes += piece.length
    return bytes >= ENCRYPTED_BYTES
  })
  return full === -1 ? pieces.length : full + 1
}
