/**
 * The rehearsal: runs a workspace's document in the gateway. A new version takes over between two requests; those
 * under way finish on the old one, and queues whose options stayed the same go on.
 */
import type { Workspace } from '#api/contract.ts'
import type { Rehearsal } from '#api/rehearsal.ts'
import type { GatewayState } from '#entities/gateway-state.ts'
import { readDocument } from '#formats/document.ts'
import { variableNames } from '#plugin/variables.ts'
import { ingestEndpoints } from './delivery-target.ts'
import type { ExchangeLog } from './exchange-log.ts'
import { gatewayStatusOf } from './gateway-status-of.ts'
import { createPluginQueues, type PluginQueues } from './plugin-queues.ts'
import { resolveState, runVersion, type VersionParts, type VersionSource } from './rehearsed-version.ts'
import type { RunningGateway } from './running-gateway.ts'
import { createVariableValues } from './variable-values.ts'

export interface LiveRehearsalOptions extends Omit<VersionParts, 'queues' | 'lookUp' | 'isConfirmed'> {
  environment: Readonly<Record<string, string | undefined>>
  /** Keeps a workspace whose real delivery ended by itself: a variable in an ingest endpoint has, or may have, a new value. */
  keepFallBack?: ((workspace: Workspace) => Workspace) | undefined
}

export interface LiveRehearsal extends Rehearsal {
  /** Saved by somebody who saw what it says: real delivery is confirmed for the endpoints that it names now. */
  apply(workspace: Workspace): void
  /** As it was when the studio stopped: an endpoint with a variable may be another one by now, so it is simulated. */
  restore(workspace: Workspace): void
  /** The workspace as a change is to be kept that confirmed nothing: with another ingest endpoint it is simulated. */
  guarded(workspace: Workspace): Workspace
  running(): RunningGateway
  /** What runs of its document, with the values of variables. */
  state(): GatewayState
  /** The workspace that runs; undefined before the first and after its deletion. */
  workspace(): Workspace | undefined
  /** Events in the queues; those of a batch under way are not counted. */
  waiting(): number
  /** Delivers or gives up what is in the queues. */
  drain(): Promise<void>
}

const emptyState: GatewayState = { services: [], routes: [], consumers: [], plugins: [] }

function simulated(workspace: Workspace): Workspace {
  return { ...workspace, delivery: 'studio' }
}

export function createLiveRehearsal(options: LiveRehearsalOptions): LiveRehearsal {
  const values = createVariableValues(options.environment)
  const queues = createPluginQueues(options.log.lose)
  /** The endpoints that real delivery was confirmed for; none while delivery is simulated. */
  let confirmed: readonly string[] = []
  const isConfirmed = (endpoint: string) => confirmed.includes(endpoint)
  const parts: VersionParts = { ...options, queues, lookUp: values.lookUp, isConfirmed }
  let source: VersionSource = { workspace: undefined, state: emptyState }
  let running = runVersion(source, parts)
  let stale = false

  function run(next: VersionSource): void {
    running = runVersion(next, parts)
    source = next
  }

  function sourceOf(workspace: Workspace): VersionSource & { broken: boolean } {
    const { state } = readDocument(workspace.text, workspace.gateway_release, options.conditions())
    // Another workspace's last valid document is not this one's.
    const last = source.workspace?.id === workspace.id ? source.state : emptyState
    return { workspace, state: state ?? last, broken: state === undefined }
  }

  function apply(workspace: Workspace): void {
    const { state, broken } = sourceOf(workspace)
    run({ workspace, state })
    confirmed = workspace.delivery === 'endpoint' ? ingestEndpoints(state, values.lookUp) : []
    stale = broken
  }

  function guarded(workspace: Workspace): Workspace {
    if (workspace.delivery !== 'endpoint') return workspace
    const { state } = sourceOf(workspace)
    return ingestEndpoints(state, values.lookUp).every(isConfirmed) ? workspace : simulated(workspace)
  }

  function fallBack(workspace: Workspace): Workspace {
    confirmed = []
    const fallen = simulated(workspace)
    return options.keepFallBack?.(fallen) ?? fallen
  }

  function restore(workspace: Workspace): void {
    const { state } = sourceOf(workspace)
    const written = ingestEndpoints(state, () => undefined)
    const ends = workspace.delivery === 'endpoint' && variableNames(written).length > 0
    apply(ends ? fallBack(workspace) : workspace)
  }

  function setVariable(name: string, value: string): { name: string; set: boolean } {
    values.set(name, value)
    const { workspace } = source
    const ends = workspace !== undefined && guarded(workspace) !== workspace
    run(ends ? { ...source, workspace: fallBack(workspace) } : source)
    return { name, set: values.lookUp(name) !== undefined }
  }

  return {
    running: () => running,
    state: () => resolveState(source.state, values.lookUp),
    workspace: () => source.workspace,
    apply,
    restore,
    guarded,
    forget(workspaceId) {
      if (source.workspace?.id !== workspaceId) return
      run({ workspace: undefined, state: emptyState })
      confirmed = []
      stale = false
    },
    setVariable,
    status: () =>
      gatewayStatusOf({ ...source, stale, parts, upstreamOf: service => running.upstreamOf(service) }),
    ...whatBecame(options.log, queues),
    waiting: () => queues.status().reduce((sum, { waiting }) => sum + waiting, 0),
    drain: queues.drain,
  }
}

/** What became of requests: the log has those that it keeps, the queues count all that they gave up. */
function whatBecame(
  log: ExchangeLog,
  queues: Pick<PluginQueues, 'lost'>,
): Pick<Rehearsal, 'exchanges' | 'exchange' | 'exchangeChanges' | 'missed'> {
  return {
    exchanges: query => log.page(query),
    exchange: requestId => log.find(requestId),
    exchangeChanges: query => {
      const { missed, ...changes } = log.changes(query)
      return { ...changes, missed: { ...missed, lost: { ...missed.lost, all: queues.lost() } } }
    },
    missed: () => {
      const { usage, missed, ...rest } = log.misses()
      const { dropped, lost } = missed
      const unkept = { dropped: dropped.all - dropped.kept, lost: queues.lost() - lost.kept }
      return { ...rest, missed: usage, unkept }
    },
  }
}
