/** Upgraded connections: bytes pass through them without a look at where they go, so that they end when that is forbidden. */
import { isIP } from 'node:net'
import { type UpstreamGuard, UpstreamRefusedError } from './upstream-guard.ts'

export interface Tunnel {
  /** As the Service names it. */
  host: string
  /** Where its connection goes; undefined before there is one. */
  address(): string | undefined
  end(reason: Error): void
}

export interface Tunnels {
  /** Returns what takes it out again, once it has ended. */
  add(tunnel: Tunnel): () => void
  /** Ends those whose host is no longer allowed. */
  endForbidden(): void
}

export function createTunnels(guard: Pick<UpstreamGuard, 'forbids'>): Tunnels {
  const open = new Set<Tunnel>()

  function isForbidden({ host, address }: Tunnel): boolean {
    const name = host.replace(/^\[|\]$/g, '')
    const connected = isIP(name) === 0 ? address() : name
    return connected !== undefined && guard.forbids(name, connected)
  }

  return {
    add(tunnel) {
      open.add(tunnel)
      return () => void open.delete(tunnel)
    },
    endForbidden() {
      for (const tunnel of [...open].filter(isForbidden)) {
        tunnel.end(new UpstreamRefusedError(`${tunnel.host} is no longer allowed in Live traffic`))
      }
    },
  }
}
