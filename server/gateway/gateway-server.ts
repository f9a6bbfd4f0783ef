/** The gateway's listener: every request, upgrade and unreadable head that node:http meets goes to the receiver. */
import http, { type IncomingMessage, ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import { asksForWebSocket } from './forward-upgrade.ts'
import { createReceiver, type ReceiverOptions } from './receive-request.ts'
import { type ParseError, READABLE_HEAD_BYTES } from './refused-request.ts'
import { meetParseError } from './unreadable-request.ts'

/** nginx's keepalive_timeout, as Kong sets it: no proxy of a keen client should meet a shorter one. */
const KEEPALIVE_MILLISECONDS = 75_000

export function createGatewayServer(options: ReceiverOptions): http.Server {
  const { receive, refuseUnreadable } = createReceiver(options)
  const server = http.createServer({
    keepAliveTimeout: KEEPALIVE_MILLISECONDS,
    maxHeaderSize: READABLE_HEAD_BYTES,
    // A request without Host is refused by the receiver, and so logged.
    requireHostHeader: false,
    // Nobody waits for the end of a body that is not there.
    optimizeEmptyRequests: true,
    // An upload may take as long as it keeps moving; the upstream's timeouts watch it.
    requestTimeout: 0,
    shouldUpgradeCallback: asksForWebSocket,
  })
  const receiveUpgrade = (request: IncomingMessage, socket: Socket, head: Buffer) => {
    const response = new ServerResponse(request)
    response.shouldKeepAlive = false
    response.assignSocket(socket)
    response.once('finish', () => socket.end())
    socket.on('error', () => socket.destroy())
    receive(request, response, { socket, head })
  }
  server.on('request', (request, response) => receive(request, response))
  // Without listeners Node says `100 Continue` or 417 before anybody has decided to read the body.
  server.on('checkContinue', (request, response) => receive(request, response))
  server.on('checkExpectation', (request, response) => receive(request, response))
  server.on('upgrade', receiveUpgrade)
  server.on('connect', receiveUpgrade)
  server.on('clientError', (error: ParseError, socket) =>
    // The listener is on TCP: its streams are sockets.
    meetParseError(error, socket as Socket, unreadable => refuseUnreadable(error, unreadable)),
  )
  return server
}
