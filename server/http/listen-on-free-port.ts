/** Listening where there is room. */
import type { Server } from 'node:net'

/** How many ports after the asked one are tried. */
const tries = 20

/**
 * Listens on the port, or on the next one that is free and not in `avoid`; gives the port. Port 0 takes any. Rejects when
 * the host cannot be listened on at all, or none of 20 ports is free.
 */
export async function listenOnFreePort(
  server: Server,
  { host, port }: { host: string; port: number },
  avoid: readonly number[] = [],
): Promise<number> {
  for (let candidate = port; candidate <= Math.min(port + tries, 65_535); candidate += 1) {
    if (candidate !== port && avoid.includes(candidate)) continue
    if (await tryToListen(server, host, candidate)) return portOf(server)
  }
  throw new Error(`No port from ${port} to ${port + tries} is free on ${host}`)
}

/** False when the port is taken. */
function tryToListen(server: Server, host: string, port: number): Promise<boolean> {
  return new Promise((resolve, reject) => {
    const failed = (error: NodeJS.ErrnoException) => {
      server.off('listening', listening)
      if (error.code === 'EADDRINUSE') resolve(false)
      else reject(new Error(`Cannot listen on ${host} port ${port}: ${error.message}`, { cause: error }))
    }
    const listening = () => {
      server.off('error', failed)
      resolve(true)
    }
    server.once('error', failed)
    server.once('listening', listening)
    server.listen(port, host)
  })
}

function portOf(server: Server): number {
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('the server has no port')
  return address.port
}
