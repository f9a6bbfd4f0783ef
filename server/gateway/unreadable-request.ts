/** What Node's parser could not read: answered and logged as a request, as nginx does. */
import { IncomingMessage, ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import { answerFailure } from './answer.ts'
import { connectionOf } from './client-connection.ts'
import type { ParseError } from './refused-request.ts'
import type { Visit } from './visit.ts'

/** nginx's lingering_timeout: how long a client may take to read the answer before its connection is cut. */
const LINGERING_MILLISECONDS = 5000

/** A request made of what is known of it, and the response that says why it is refused. */
export interface Unreadable {
  request: IncomingMessage
  response: ServerResponse
  /** Bytes that came of it. */
  receivedBytes: number
}

/** Calls `refuse` when the answers to the requests before it are sent. Without anybody to answer, it closes the socket. */
export function meetParseError(
  error: ParseError,
  socket: Socket,
  refuse: (unreadable: Unreadable) => void,
): void {
  // nginx closes a connection on which no whole head came in time without a word.
  if (error.code === 'ECONNRESET' || error.code === 'ERR_HTTP_REQUEST_TIMEOUT' || !socket.writable) {
    socket.destroy()
    return
  }
  const { visit, endWait } = connectionOf(socket)
  if (visit === undefined && endWait !== undefined) endWait()
  else if (visit === undefined) refuse(unreadable(error, socket))
  else if (visit.request.complete) {
    visit.response.once('close', () => meetParseError(error, socket, refuse))
  } else refuseBody(visit, error)
}

/** The body of a request under way is broken, as by a chunk without a length. */
function refuseBody(visit: Visit, { reason, message }: ParseError): void {
  const { response, cancel } = visit
  if (visit.upstream !== undefined) {
    visit.upstream.failure = `the client sent an invalid body: ${reason ?? message}`
  }
  visit.cancel = undefined
  cancel?.()
  if (response.headersSent) {
    response.destroy()
    return
  }
  response.shouldKeepAlive = false
  answerFailure(visit, { status: 400, message: 'Bad request' })
}

function unreadable(error: ParseError, socket: Socket): Unreadable {
  const head = headOf(error)
  const [line = '', ...lines] = head.split(/\r?\n/)
  const [, method, url] = /^([A-Za-z-]+) (\S+)(?: |$)/.exec(line) ?? []
  const request = new IncomingMessage(socket)
  request.httpVersionMajor = 1
  request.httpVersionMinor = 1
  request.httpVersion = '1.1'
  // nginx writes what it does not know as a dash.
  request.method = method ?? '-'
  request.url = printable(url ?? line)
  request.rawHeaders = lines.flatMap(text => /^([\w-]+):[ \t]*(.*?)[ \t]*$/.exec(text)?.slice(1, 3) ?? [])
  const response = new ServerResponse(request)
  response.shouldKeepAlive = false
  response.assignSocket(socket)
  response.once('finish', () => {
    socket.end()
    setTimeout(() => socket.destroy(), LINGERING_MILLISECONDS).unref()
  })
  return { request, response, receivedBytes: head.length }
}

const HEAD_END = '\r\n\r\n'

/** The head in which the parser met the error: what stands behind the request before it, if both came together. */
function headOf({ code, rawPacket, bytesParsed = 0 }: ParseError): string {
  const packet = rawPacket?.toString('latin1') ?? ''
  // A method is found wrong before any of its bytes counts as read, a head as a whole behind its own end.
  const read = code === 'HPE_INVALID_METHOD' ? bytesParsed : bytesParsed - 1
  const end = read < HEAD_END.length ? -1 : packet.lastIndexOf(HEAD_END, read - HEAD_END.length)
  return end === -1 ? packet : packet.slice(end + HEAD_END.length)
}

const SHOWN_CHARACTERS = 256

/** As nginx's access log escapes it. */
function printable(text: string): string {
  return text
    .slice(0, SHOWN_CHARACTERS)
    .replace(/[^\x20-\x7e]/g, sign => `\\x${sign.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`)
}
