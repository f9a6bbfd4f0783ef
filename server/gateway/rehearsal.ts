/**
 * The rehearsal: runs a workspace's document in the gateway. A new version takes over between two requests; those
 * under way finish on the old one, and queues whose options stayed the same go on.
 */
import type { Workspace } from '#api/contract.ts'
import type { Rehearsal } from '#api/rehearsal.ts'
import type { GatewayState } from '#entities/gateway-state.ts'
import { readDocument } from '#formats/document.ts'
import { createPluginQueues } from '../ingest/plugin-queues.ts'
import { gatewayStatusOf } from './gateway-status-of.ts'
import { runVersion, type VersionParts, type VersionSource } from './rehearsed-version.ts'
import type { RunningGateway } from './running-gateway.ts'
import { createVariableValues } from './variable-values.ts'

export interface RehearsalOptions extends Omit<VersionParts, 'queues' | 'lookUp'> {
  environment: Readonly<Record<string, string | undefined>>
}

export interface LiveRehearsal extends Rehearsal {
  apply(workspace: Workspace): void
  running(): RunningGateway
  /** The workspace that runs; undefined before the first and after its deletion. */
  workspace(): Workspace | undefined
  /** Events in the queues; those of a batch under way are not counted. */
  waiting(): number
  /** Delivers or gives up what is in the queues. */
  drain(): Promise<void>
}

const emptyState: GatewayState = { services: [], routes: [], consumers: [], plugins: [] }

export function createRehearsal(options: RehearsalOptions): LiveRehearsal {
  const values = createVariableValues(options.environment)
  const queues = createPluginQueues()
  const parts: VersionParts = { ...options, queues, lookUp: values.lookUp }
  let source: VersionSource = { workspace: undefined, state: emptyState }
  let running = runVersion(source, parts)
  let stale = false

  function run(next: VersionSource): void {
    running = runVersion(next, parts)
    source = next
  }

  function apply(workspace: Workspace): void {
    const { state } = readDocument(workspace.text, workspace.gateway_release, options.conditions)
    // Another workspace's last valid document is not this one's.
    const last = source.workspace?.id === workspace.id ? source.state : emptyState
    run({ workspace, state: state ?? last })
    stale = state === undefined
  }

  function setVariable(name: string, value: string): { name: string; set: boolean } {
    values.set(name, value)
    run(source)
    return { name, set: values.lookUp(name) !== undefined }
  }

  return {
    running: () => running,
    workspace: () => source.workspace,
    apply,
    forget(workspaceId) {
      if (source.workspace?.id !== workspaceId) return
      run({ workspace: undefined, state: emptyState })
      stale = false
    },
    setVariable,
    status: () =>
      gatewayStatusOf({ ...source, stale, parts, upstreamOf: service => running.upstreamOf(service) }),
    exchanges: query => options.log.page(query),
    waiting: () => queues.status().reduce((sum, { waiting }) => sum + waiting, 0),
    drain: queues.drain,
  }
}
