import type { Socket } from 'node:net'
import type { Visit } from './visit.ts'

/** What the gateway knows of one client's connection, found once and not for each request. */
export interface ClientConnection {
  readonly ip: string
  readonly port: number | undefined
  /** The gateway's own. */
  readonly listenPort: number
  /** Bytes written to it that earlier answers account for. */
  accounted: number
  /** The request that came last, while it is under way. */
  visit: Visit | undefined
  /** Ends the wait for a body that a plugin has to read before there is a visit. */
  endWait: (() => void) | undefined
}

const connections = new WeakMap<Socket, ClientConnection>()

export function connectionOf(socket: Socket): ClientConnection {
  const known = connections.get(socket)
  if (known !== undefined) return known
  const connection = {
    ip: clientIp(socket.remoteAddress),
    port: socket.remotePort,
    listenPort: socket.localPort ?? 0,
    accounted: 0,
    visit: undefined,
    endWait: undefined,
  }
  connections.set(socket, connection)
  return connection
}

/** An IPv4 client of a dual-stack socket is shown as what it is. */
function clientIp(address = ''): string {
  return address.startsWith('::ffff:') ? address.slice('::ffff:'.length) : address
}
