/** Connections to upstreams: one keep-alive pool per origin and TLS setting, as nginx keeps them per upstream. */

import { buildConnector, Client } from 'undici'
import { createForwarding, type Forwarding } from '#api/forwarding.ts'
import type { Service } from '#entities/gateway-state.ts'
import { upstreamOrigin } from '#live/upstream-origin.ts'
import { createPlainConnection } from '../connection/plain-connection.ts'
import type { UpstreamConnection } from '../connection/upstream-connection.ts'
import { createTunnels, type Tunnels } from './tunnels.ts'
import { createUpstreamGuard, type UpstreamGuard } from './upstream-guard.ts'

/** How long an idle connection is kept: kong.conf's upstream_keepalive_idle_timeout, 60 s. */
const KEEPALIVE_IDLE_MILLISECONDS = 60_000
/** The head of a response may be as large as nginx accepts: proxy_buffer_size and busy buffers, generously. */
const MAX_HEADER_BYTES = 65_536

/**
 * One request at a time on each connection, the connection used last first. undici's own Pool looks through all its
 * connections for one that is free, and hears of each that becomes so; here whoever took a connection gives it back.
 */
export interface UpstreamPool {
  /** A connection without a request; it opens when it is used. `bareGet`: for a GET without a body. */
  take(bareGet: boolean): UpstreamConnection
  /** Keeps a connection whose answer has ended. */
  give(client: UpstreamConnection): void
  /** Closes a connection whose request failed. */
  drop(client: UpstreamConnection): void
  /** Closes the connections without a request, and the others when they come back. */
  close(): void
}

export interface UpstreamPools {
  /** The pool of the Service's upstream; pools outlive a change of the configuration. */
  poolOf(service: Service): UpstreamPool
  /** Judges where connections go, also those that do not come from a pool. */
  guard: UpstreamGuard
  /** Connections that were upgraded: of no pool any more. */
  tunnels: Tunnels
  /** Closes all connections at once. */
  close(): Promise<void>
}

/** Without a forwarding of its own nobody has allowed anything. */
export function createUpstreamPools(forwarding: Forwarding = createForwarding()): UpstreamPools {
  const guard = createUpstreamGuard(forwarding)
  const tunnels = createTunnels(guard)
  const pools = new Map<string, UpstreamPool>()
  let byService = new WeakMap<Service, UpstreamPool>()
  const opened = new Set<UpstreamConnection>()

  function poolOf(service: Service): UpstreamPool {
    const known = byService.get(service)
    if (known !== undefined) return known
    // Another workspace may not be allowed to use what is open.
    const key = `${forwarding.workspaceId()} ${upstreamOrigin(service)} ${verifiesTls(service)} ${service.connect_timeout}`
    const pool = pools.get(key) ?? createPool(service, { opened, guard })
    pools.set(key, pool)
    byService.set(service, pool)
    return pool
  }

  // A connection from before would go on to a host that is no longer allowed.
  forwarding.onForbidden(() => {
    for (const pool of pools.values()) pool.close()
    pools.clear()
    byService = new WeakMap()
    tunnels.endForbidden()
  })

  async function close(): Promise<void> {
    await Promise.all([...opened].map(client => client.destroy()))
  }

  return { poolOf, guard, tunnels, close }
}

/** Kong's default is proxy_ssl_verify off (kong.conf, tls_certificate_verify off). */
export function verifiesTls(service: Service): boolean {
  return service.tls_verify ?? false
}

interface PoolParts {
  opened: Set<UpstreamConnection>
  guard: UpstreamGuard
}

function createPool(service: Service, { opened, guard }: PoolParts): UpstreamPool {
  const origin = upstreamOrigin(service)
  // One for all, so that TLS sessions are resumed.
  const connectTo = buildConnector({
    lookup: guard.lookup,
    timeout: service.connect_timeout,
    rejectUnauthorized: verifiesTls(service),
    allowH2: false,
  })
  const connect: typeof connectTo = (options, callback) => {
    const refusal = guard.refusal(options.hostname)
    if (refusal === undefined) connectTo(options, callback)
    else queueMicrotask(() => callback(refusal, null))
  }
  const free: UpstreamConnection[] = []
  const freeForGets: UpstreamConnection[] = []
  const isPlain = origin.startsWith('http:')
  let isClosed = false

  function open(): Client {
    const client = new Client(origin, {
      connect,
      allowH2: false,
      pipelining: 1,
      keepAliveTimeout: KEEPALIVE_IDLE_MILLISECONDS,
      maxHeaderSize: MAX_HEADER_BYTES,
    })
    opened.add(client)
    return client
  }

  function openForGets(): UpstreamConnection {
    const connection = createPlainConnection({
      connect,
      origin,
      idleMilliseconds: KEEPALIVE_IDLE_MILLISECONDS,
      maxHeaderBytes: MAX_HEADER_BYTES,
    })
    opened.add(connection)
    return connection
  }

  function drop(client: UpstreamConnection): void {
    opened.delete(client)
    void client.destroy()
  }

  return {
    take: bareGet => (isPlain && bareGet ? (freeForGets.pop() ?? openForGets()) : (free.pop() ?? open())),
    give(client) {
      if (isClosed) drop(client)
      else (client instanceof Client ? free : freeForGets).push(client)
    },
    drop,
    close() {
      isClosed = true
      for (const client of [...free.splice(0), ...freeForGets.splice(0)]) drop(client)
    },
  }
}
