/** What of the live traffic is let through to upstreams, and what of it is kept for the page. In memory only. */
import type { Capture, ForwardingStatus, RefusedHost } from './forwarding-contract.ts'

export interface Forwarding {
  status(): ForwardingStatus
  /** Whether a person said yes to a host in a network that is refused otherwise. */
  isAllowed(host: string): boolean
  setAllowed(host: string, allowed: boolean): void
  /** A request was not forwarded. */
  refuse(refused: Omit<RefusedHost, 'requests'>): void
  capture(): Capture
  setCapture(capture: Capture): void
  /** Called when a host is no longer allowed: connections to it must end. */
  onForbidden(listener: () => void): void
}

/** Hosts that are remembered as refused: the first of them stay. */
const REFUSED_KEPT = 100

export function createForwarding(): Forwarding {
  const allowed = new Set<string>()
  const refused = new Map<string, RefusedHost>()
  const listeners: (() => void)[] = []
  let capture: Capture = { methods: [], paths: [], statuses: [] }
  return {
    status: () => ({ allowed: [...allowed], refused: [...refused.values()], capture }),
    isAllowed: host => allowed.has(nameOf(host)),
    setAllowed(host, isAllowed) {
      const name = nameOf(host)
      if (isAllowed) {
        allowed.add(name)
        refused.delete(name)
      } else if (allowed.delete(name)) for (const listener of listeners) listener()
    },
    refuse({ host, address, kind }) {
      const name = nameOf(host)
      const known = refused.get(name)
      if (known === undefined && refused.size >= REFUSED_KEPT) return
      refused.set(name, { host: name, address, kind, requests: (known?.requests ?? 0) + 1 })
    },
    capture: () => capture,
    setCapture(next) {
      capture = next
    },
    onForbidden: listener => void listeners.push(listener),
  }
}

/** Names are the same in capitals, with a dot at their end, and an address in brackets. */
function nameOf(host: string): string {
  return host.toLowerCase().replace(/^\[|\]$|\.$/g, '')
}
