import { once } from 'node:events'
import type { AddressInfo, Server } from 'node:net'

export interface ListenOptions {
  host: string
  /** The wanted port; 0 for any free one. */
  port: number
  /** Ports that another part of the studio wants. */
  leaveFree?: readonly number[]
}

/** How many ports are tried after the wanted one. */
const TRIES = 100

/** Listens on the port or the next free one; the port that it became. Throws when none is free or the host is not ours. */
export async function listenOnFreePort(
  server: Server,
  { host, port, leaveFree = [] }: ListenOptions,
): Promise<number> {
  const last = Math.min(port + TRIES, 65_535)
  for (let candidate = port; candidate <= last; candidate += 1) {
    if (candidate !== port && leaveFree.includes(candidate)) continue
    try {
      server.listen(candidate, host)
      await once(server, 'listening')
      return (server.address() as AddressInfo).port
    } catch (error) {
      const taken = error instanceof Error && 'code' in error && error.code === 'EADDRINUSE'
      if (!taken) throw error
    }
  }
  throw new Error(`No port from ${port} to ${last} is free on ${host}.`)
}
