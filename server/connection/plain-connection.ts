/**
 * A keep-alive connection of HTTP/1.1 for requests whose body, if they have one, is at hand: GETs, which most traffic is,
 * and batches of events. undici's Client reads an answer piece by piece through WebAssembly: with it the gateway takes a
 * fifth more CPU per request. And it copies a body, and tells nobody when the system has it. Requests whose body streams
 * go through undici, and the errors here are undici's.
 */
import type { Socket } from 'node:net'
import { type buildConnector, type Dispatcher, errors } from 'undici'
import { type ChunkedBody, createChunkedBody } from './chunked-body.ts'
import { findResponseHead, notHttp } from './find-response-head.ts'
import { getRequestHead } from './request-head.ts'
import type { ResponseHead } from './response-head.ts'
import type { UpstreamConnection } from './upstream-connection.ts'
import { writeBody } from './write-body.ts'

export interface PlainConnectionOptions {
  connect: buildConnector.connector
  /** `http://host:port`, or `https:` */
  origin: string
  /** How long it is kept without a request. */
  idleMilliseconds: number
  maxHeaderBytes: number
}

/** A request under way, and how far its answer was read. */
interface Exchange {
  handler: Dispatcher.DispatchHandler
  controller: Dispatcher.DispatchController
  /** Of silence, before and within the answer; in milliseconds. */
  timeout: number
  /** The beginning of a head whose end has not come. */
  pending: Buffer | undefined
  /** Undefined until the head is read. */
  head: ResponseHead | undefined
  /** Bytes of a body with a length that have not come. */
  left: number
  chunked: ChunkedBody | undefined
  /** The system does not have all of the body yet. */
  isSending: boolean
  /** Its answer has ended: something came behind it, or nothing. Undefined while it has not. */
  answered: 'clean' | 'unclean' | undefined
}

interface Connection {
  readonly options: PlainConnectionOptions
  readonly url: URL
  /** Undefined while it is not connected. */
  socket: Socket | undefined
  /** Of the socket's timer as it is set. */
  timeout: number
  /** The request under way. */
  current: Exchange | undefined
  destroyed: boolean
}

/** What `dispatch` is asked for. */
interface PlainRequest extends Dispatcher.DispatchOptions {
  /** The body: not to be changed before the answer has ended. Who has none gives none, and the length's header himself. */
  pieces?: readonly Uint8Array[]
}

export interface PlainConnection extends UpstreamConnection {
  dispatch(asked: PlainRequest, handler: Dispatcher.DispatchHandler): void
}

export function createPlainConnection(options: PlainConnectionOptions): PlainConnection {
  const connection: Connection = {
    options,
    url: new URL(options.origin),
    socket: undefined,
    timeout: 0,
    current: undefined,
    destroyed: false,
  }
  return {
    dispatch(asked, handler) {
      const exchange = openExchange(connection, handler, asked)
      const head = getRequestHead(asked, connection.url.host)
      if (head instanceof Error) fail(connection, exchange, head)
      else if (connection.socket !== undefined) send(connection, exchange, { head, pieces: asked.pieces })
      else connect(connection, exchange, { head, pieces: asked.pieces })
    },
    destroy() {
      connection.destroyed = true
      breakOff(connection, new errors.ClientDestroyedError())
    },
  }
}

type Controller = {
  -readonly [Member in keyof Dispatcher.DispatchController]: Dispatcher.DispatchController[Member]
}

function openExchange(
  connection: Connection,
  handler: Exchange['handler'],
  { headersTimeout, pieces }: PlainRequest,
): Exchange {
  const isCurrent = () => connection.current === exchange
  const controller: Controller = {
    aborted: false,
    paused: false,
    reason: null,
    rawHeaders: [],
    rawTrailers: [],
    abort(reason) {
      if (!isCurrent()) return
      controller.aborted = true
      controller.reason = reason
      fail(connection, exchange, reason)
    },
    pause() {
      if (isCurrent()) connection.socket?.pause()
    },
    resume() {
      if (isCurrent()) connection.socket?.resume()
    },
  }
  const exchange: Exchange = {
    handler,
    controller,
    timeout: headersTimeout ?? 0,
    pending: undefined,
    head: undefined,
    left: 0,
    chunked: undefined,
    isSending: pieces !== undefined && pieces.length > 0,
    answered: undefined,
  }
  connection.current = exchange
  return exchange
}

/** As it is written. */
interface Written {
  head: string
  pieces: readonly Uint8Array[] | undefined
}

function connect(connection: Connection, exchange: Exchange, written: Written): void {
  const { host, protocol, port } = connection.url
  // A URL writes the address of IPv6 in brackets, a socket without.
  const hostname = connection.url.hostname.replace(/^\[|\]$/g, '')
  connection.options.connect({ hostname, host, protocol, port }, (error, socket) => {
    if (connection.destroyed || connection.current !== exchange) socket?.destroy()
    else if (error !== null) fail(connection, exchange, error)
    else {
      adopt(connection, socket)
      send(connection, exchange, written)
    }
  })
}

function adopt(connection: Connection, socket: Socket): void {
  connection.socket = socket
  connection.timeout = 0
  /** What a socket says that was given up is nobody's business. */
  const whileHeld =
    <Told>(listen: (told: Told) => void) =>
    (told: Told) => {
      if (connection.socket === socket) listen(told)
    }
  socket.on(
    'data',
    whileHeld((bytes: Buffer) => take(connection, bytes)),
  )
  socket.on(
    'timeout',
    whileHeld(() => onSilence(connection, socket)),
  )
  socket.on(
    'end',
    whileHeld(() => onEnd(connection)),
  )
  socket.on(
    'close',
    whileHeld(() => onClose(connection)),
  )
  socket.on(
    'error',
    whileHeld((error: Error) => breakOff(connection, error)),
  )
}

function send(connection: Connection, exchange: Exchange, { head, pieces }: Written): void {
  const { handler, controller, timeout } = exchange
  handler.onRequestStart?.(controller, undefined)
  if (controller.aborted) return
  watch(connection, timeout)
  const { socket } = connection
  if (socket === undefined) return
  socket.ref()
  if (pieces === undefined) socket.write(head, 'latin1')
  else {
    socket.cork()
    socket.write(Buffer.from(head, 'latin1'))
    writeBody(socket, {
      pieces,
      isWanted: () => connection.current === exchange,
      onWritten: () => onSent(connection, exchange),
    })
    socket.uncork()
  }
}

function onSent(connection: Connection, exchange: Exchange): void {
  exchange.isSending = false
  if (exchange.answered !== undefined) finish(connection, exchange)
}

/** Node starts the timer anew with each byte that passes. */
function watch(connection: Connection, timeout: number): void {
  if (connection.timeout === timeout) return
  connection.timeout = timeout
  connection.socket?.setTimeout(timeout)
}

function take(connection: Connection, bytes: Buffer): void {
  const { current } = connection
  // Nobody asked: what comes now must not be the answer to the next request.
  if (current === undefined) drop(connection)
  else if (current.answered !== undefined) current.answered = 'unclean'
  else if (current.head === undefined) takeHead(connection, current, bytes)
  else takeBody(connection, { exchange: current, bytes, at: 0 })
}

const HEAD_END = '\r\n\r\n'

function takeHead(connection: Connection, exchange: Exchange, came: Buffer): void {
  const bytes = exchange.pending === undefined ? came : Buffer.concat([exchange.pending, came])
  exchange.pending = bytes
  const end = bytes.indexOf(HEAD_END)
  const head = findResponseHead(bytes, end, connection.options)
  if (head === undefined) return
  if (head instanceof Error) {
    fail(connection, exchange, head)
    return
  }
  exchange.pending = undefined
  const at = end + HEAD_END.length
  if (head.status >= 200) {
    begin(connection, exchange, head)
    takeBody(connection, { exchange, bytes, at })
  } else if (at < bytes.length) {
    // 100, 102 and 103 are between the upstream and us.
    takeHead(connection, exchange, bytes.subarray(at))
  }
}

function begin(connection: Connection, exchange: Exchange, head: ResponseHead): void {
  const { handler, controller } = exchange
  exchange.head = head
  if (typeof head.framing === 'object') exchange.left = head.framing.bytes
  if (head.framing === 'chunked') {
    exchange.chunked = createChunkedBody(data => {
      if (connection.current === exchange) handler.onResponseData?.(controller, data)
    })
  }
  controller.rawHeaders = head.headers
  const headers = head.contentLength === undefined ? {} : { 'content-length': head.contentLength }
  handler.onResponseStart?.(controller, head.status, headers, head.message)
}

interface BodyBytes {
  exchange: Exchange
  bytes: Buffer
  /** Where the body's begin. */
  at: number
}

function takeBody(connection: Connection, came: BodyBytes): void {
  const { exchange, bytes } = came
  // Whoever got the head or a piece may have given up.
  if (connection.current !== exchange) return
  const at = readBody(came)
  if (connection.current !== exchange || at === -1) return
  if (at === undefined) fail(connection, exchange, notHttp('Invalid chunk'))
  else end(connection, exchange, at === bytes.length ? 'clean' : 'unclean')
}

/** Hands the body's bytes on. Returns where it ended, -1 when it goes on, undefined for what is no body. */
function readBody({ exchange, bytes, at }: BodyBytes): number | undefined {
  const { handler, controller, chunked, head } = exchange
  if (chunked !== undefined) return chunked.read(bytes, at)
  if (head?.framing === 'none') return at
  const untilClose = head?.framing === 'until-close'
  const end = untilClose ? bytes.length : Math.min(bytes.length, at + exchange.left)
  exchange.left -= end - at
  if (end > at) handler.onResponseData?.(controller, bytes.subarray(at, end))
  return untilClose || exchange.left > 0 ? -1 : end
}

/**
 * The answer has ended. What was accepted before all of it was sent is sent to its end, as lua-resty-http sends before it
 * reads: else the other side would have a part, and nobody would send the rest.
 */
function end(connection: Connection, exchange: Exchange, answered: 'clean' | 'unclean'): void {
  exchange.answered = answered
  const isAccepted = exchange.head !== undefined && exchange.head.status < 300
  if (!isAccepted || !exchange.isSending) finish(connection, exchange)
}

function finish(connection: Connection, { handler, controller, head, answered, isSending }: Exchange): void {
  connection.current = undefined
  const keep = head?.keepMilliseconds ?? 0
  // Bytes that are not with the system are somebody else's from now on.
  const isWritten = !isSending && connection.socket?.writableLength === 0
  if (answered === 'clean' && isWritten && keep > 0) rest(connection, keep)
  else drop(connection)
  handler.onResponseEnd?.(controller, {})
}

function rest(connection: Connection, keepMilliseconds: number): void {
  watch(connection, keepMilliseconds)
  // The last piece may have been more than the client took at once.
  connection.socket?.resume()
  connection.socket?.unref()
}

function onSilence(connection: Connection, socket: Socket): void {
  const { current } = connection
  if (current === undefined) drop(connection)
  // It is the client that takes nothing.
  else if (socket.isPaused()) socket.setTimeout(current.timeout)
  else {
    const { bytesRead, writableLength } = socket
    // A busy process looks at its timers before it looks at what has come meanwhile.
    setImmediate(() => {
      const isSilent = socket.bytesRead === bytesRead && socket.writableLength === writableLength
      if (connection.current === current && isSilent) fail(connection, current, timeoutOf(current))
    })
  }
}

function timeoutOf({ head }: Exchange): Error {
  return head === undefined ? new errors.HeadersTimeoutError() : new errors.BodyTimeoutError()
}

function onEnd(connection: Connection): void {
  const { current } = connection
  // It says no more, and may read on: what is left is written before this side ends, too.
  if (current?.answered !== undefined) current.answered = 'unclean'
  else if (current?.head?.framing === 'until-close') end(connection, current, 'unclean')
  else onClose(connection)
}

function onClose(connection: Connection): void {
  breakOff(connection, new errors.SocketError('other side closed'))
}

function breakOff(connection: Connection, error: Error): void {
  if (connection.current === undefined) drop(connection)
  else fail(connection, connection.current, error)
}

function drop(connection: Connection): void {
  const { socket } = connection
  connection.socket = undefined
  socket?.destroy()
}

function fail(connection: Connection, { handler, controller }: Exchange, error: Error): void {
  connection.current = undefined
  drop(connection)
  handler.onResponseError?.(controller, error)
}
