/** Connections to upstreams: one keep-alive pool per origin and TLS setting, as nginx keeps them per upstream. */

import { type Dispatcher, Pool } from 'undici'
import type { Service } from '#entities/gateway-state.ts'

/** How long an idle connection is kept: kong.conf's upstream_keepalive_idle_timeout, 60 s. */
const KEEPALIVE_IDLE_MILLISECONDS = 60_000

export interface UpstreamPools {
  /** The pool of the Service's upstream; pools outlive a change of the configuration. */
  poolOf(service: Service): Dispatcher
  /** Closes all connections at once. */
  close(): Promise<void>
}

export function createUpstreamPools(): UpstreamPools {
  const pools = new Map<string, Pool>()
  const byService = new WeakMap<Service, Pool>()

  function poolOf(service: Service): Pool {
    const known = byService.get(service)
    if (known !== undefined) return known
    const key = `${upstreamOrigin(service)} ${verifiesTls(service)} ${service.connect_timeout}`
    const pool = pools.get(key) ?? openPool(service)
    pools.set(key, pool)
    byService.set(service, pool)
    return pool
  }

  async function close(): Promise<void> {
    await Promise.all([...pools.values()].map(pool => pool.destroy()))
  }

  return { poolOf, close }
}

/** `http://host:port`; grpc counts as http and grpcs as https. An IPv6 host is put in brackets. */
export function upstreamOrigin({ protocol, host, port }: Service): string {
  const scheme = protocol === 'https' || protocol === 'grpcs' ? 'https' : 'http'
  const authority = host.includes(':') && !host.startsWith('[') ? `[${host}]` : host
  return `${scheme}://${authority}:${port}`
}

/** Kong's default is proxy_ssl_verify off (kong.conf, tls_certificate_verify off). */
export function verifiesTls(service: Service): boolean {
  return service.tls_verify ?? false
}

function openPool(service: Service): Pool {
  return new Pool(upstreamOrigin(service), {
    allowH2: false,
    pipelining: 1,
    keepAliveTimeout: KEEPALIVE_IDLE_MILLISECONDS,
    // The head of a response may be as large as nginx accepts: proxy_buffer_size and busy buffers, generously.
    maxHeaderSize: 65_536,
    connect: { timeout: service.connect_timeout, rejectUnauthorized: verifiesTls(service) },
  })
}
