/** What of the live traffic is let through to upstreams, and what of it is kept for the page. */
import { z } from 'zod'
import {
  type Allowed,
  type Capture,
  capture,
  type ForwardingStatus,
  type RefusedHost,
  refusedKinds,
} from './forwarding-contract.ts'

/** A host in a network that is refused unless somebody said yes to it. */
export type Judged = Omit<RefusedHost, 'requests'>

export interface Forwarding {
  status(): ForwardingStatus
  /** Whether a person said yes to the host, in the workspace that runs, for this kind of address. */
  isAllowed(judged: Judged): boolean
  setAllowed(yes: Pick<Judged, 'host' | 'kind'>, allowed: boolean): void
  /** A request was not forwarded. */
  refuse(refused: Judged): void
  capture(): Capture
  setCapture(capture: Capture): void
  /** The workspace that runs: what is open to its upstreams is no other's. */
  workspaceId(): string
  /** Called when a host is no longer allowed: connections to it must end. */
  onForbidden(listener: () => void): void
}

/** What outlives the studio. */
export const keptForwarding = z.object({
  allowed: z.array(z.object({ workspace_id: z.string(), host: z.string(), kind: z.enum(refusedKinds) })),
  capture,
})
export type KeptForwarding = z.infer<typeof keptForwarding>
type Yes = KeptForwarding['allowed'][number]

export interface ForwardingKeeper {
  load(): KeptForwarding
  save(kept: KeptForwarding): void
}

export const nothingKept: KeptForwarding = { allowed: [], capture: { methods: [], paths: [], statuses: [] } }

export interface ForwardingOptions {
  /** In memory only without one. */
  keeper?: ForwardingKeeper
  workspaceId?: () => string
  /** Hosts that whoever started the studio said yes to, in every workspace. */
  hosts?: readonly string[] | undefined
}

/** Hosts that are remembered as refused: the first of them stay. */
const REFUSED_KEPT = 100

export function createForwarding(options: ForwardingOptions = {}): Forwarding {
  const { keeper, workspaceId = () => '' } = options
  const hosts = new Set(options.hosts?.map(nameOf))
  const refused = new Map<string, RefusedHost & { workspace_id: string }>()
  const listeners: (() => void)[] = []
  let { allowed, capture } = keeper?.load() ?? nothingKept

  function change(next: Partial<KeptForwarding>): void {
    const kept = { allowed, capture, ...next }
    // A yes to the cloud's credentials is not remembered: it ends with the studio.
    keeper?.save({ ...kept, allowed: kept.allowed.filter(({ kind }) => kind !== 'metadata') })
    allowed = kept.allowed
    capture = kept.capture
  }

  const yesTo = ({ host, kind }: Pick<Judged, 'host' | 'kind'>): Yes => ({
    workspace_id: workspaceId(),
    host: nameOf(host),
    kind,
  })
  const isHere = ({ workspace_id }: { workspace_id: string }) => workspace_id === workspaceId()

  return {
    status: () => ({
      allowed: [
        ...[...hosts].map((host): Allowed => ({ from: 'settings', host })),
        ...allowed.filter(isHere).map(({ host, kind }): Allowed => ({ from: 'workspace', host, kind })),
      ],
      refused: [...refused.values()].filter(isHere).map(({ workspace_id: _, ...found }) => found),
      capture,
    }),
    isAllowed: judged =>
      isInSettings(hosts, judged) || allowed.some(known => keyOf(known) === keyOf(yesTo(judged))),
    setAllowed(host, isAllowed) {
      const yes = yesTo(host)
      const others = allowed.filter(known => keyOf(known) !== keyOf(yes))
      const wasAllowed = others.length < allowed.length
      change({ allowed: isAllowed ? [...others, yes] : others })
      if (isAllowed) refused.delete(keyOf(yes))
      else if (wasAllowed) for (const listener of listeners) listener()
    },
    refuse({ host, address, kind }) {
      const yes = yesTo({ host, kind })
      const known = refused.get(keyOf(yes))
      if (known === undefined && refused.size >= REFUSED_KEPT) return
      refused.set(keyOf(yes), { ...yes, address, requests: (known?.requests ?? 0) + 1 })
    },
    capture: () => capture,
    setCapture: next => change({ capture: next }),
    workspaceId,
    onForbidden: listener => void listeners.push(listener),
  }
}

/** A name never opens the way to the cloud's credentials here: only their address itself does. */
function isInSettings(hosts: ReadonlySet<string>, { host, address, kind }: Judged): boolean {
  return hosts.has(nameOf(host)) && (kind !== 'metadata' || nameOf(host) === nameOf(address))
}

function keyOf({ workspace_id, kind, host }: Yes): string {
  return JSON.stringify([workspace_id, kind, host])
}

/** Names are the same in capitals, with a dot at their end, and an address in brackets. */
function nameOf(host: string): string {
  return host.toLowerCase().replace(/^\[|\]$|\.$/g, '')
}
