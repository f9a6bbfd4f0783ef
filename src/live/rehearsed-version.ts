/** One version of a workspace's document at work in the gateway. */
import type { Workspace } from '#api/contract.ts'
import type { ConditionLanguages } from '#conditions/condition.ts'
import type { GatewayState } from '#entities/gateway-state.ts'
import type { MeteringPlugin } from '#gateway/access.ts'
import { createGateway, kongVersionOf } from '#gateway/gateway.ts'
import type { VerifySignature } from '#gateway/jwt-auth.ts'
import type { BatchBody } from '#metering/batch.ts'
import { createTimeFormatter } from '#metering/clock-text.ts'
import { createMeter } from '#metering/meter.ts'
import { METERING_PLUGIN } from '#plugin/plugin.ts'
import { evaluatorOf } from '#rehearsal/condition-evaluator.ts'
import type { BatchSender, SendOutcome } from './batch-sender.ts'
import { endpointTarget, type StudioIngest, studioTarget } from './delivery-target.ts'
import type { ExchangeLog } from './exchange-log.ts'
import { createLogPhase, type JudgeEvent, type MeteredPlugin } from './metered-plugin.ts'
import type { PluginQueues } from './plugin-queues.ts'
import type { RunningGateway } from './running-gateway.ts'
import { isGatewayItself, servicesWithAi, upstreamChoiceFor } from './upstream-choice.ts'
import { type VariableValues, withVariables } from './variable-values.ts'

/** What every version works with. */
export interface VersionParts {
  /** Asked when it is needed: the port is known only when the studio listens. */
  studio(): StudioIngest
  gatewayPort(): number
  log: ExchangeLog
  sender: BatchSender
  queues: PluginQueues
  lookUp: VariableValues['lookUp']
  /** Whether real delivery to the endpoint was confirmed and still is. */
  isConfirmed(endpoint: string): boolean
  /** What decides plugins' conditions; undefined while it is not loaded: then each counts as met, and the trace says so. */
  conditions(): ConditionLanguages | undefined
  /** Ids of events. */
  newEventId(): string
  /** Absent: the signatures of tokens count as right, and the trace says so. */
  verifySignature?: VerifySignature | undefined
  judgeEvent?: JudgeEvent | undefined
  /** Set where no upstream can be reached: the echo answers in the place of all. */
  echoOnly?: boolean | undefined
}

export interface VersionSource {
  /** Undefined before the first workspace. */
  workspace: Workspace | undefined
  /** As written: variables are replaced here. */
  state: GatewayState
}

/** CloudEvents `source` of every event (decision 6). */
const EVENT_SOURCE = 'kong-gateway'
const formatTime = createTimeFormatter()

export function runVersion({ workspace, state }: VersionSource, parts: VersionParts): RunningGateway {
  const release = workspace?.gateway_release ?? '3.14'
  const choices = { chosen: workspace?.upstreams ?? {}, withAi: servicesWithAi(state) }
  const metered = new Map<MeteringPlugin, MeteredPlugin>()
  const logPhase = createLogPhase(parts.judgeEvent)
  const { newEventId, verifySignature } = parts
  const conditions = parts.conditions()

  /** A row is met when it first meters: then its queue exists, as in Kong. */
  function meteredBy(plugin: MeteringPlugin): MeteredPlugin {
    const known = metered.get(plugin)
    if (known !== undefined) return known
    const subjectFormat = workspace?.subject_format ?? 'plain'
    const meterOptions = { source: EVENT_SOURCE, subjectFormat, newId: newEventId, formatTime }
    const added: MeteredPlugin = {
      plugin,
      meter: createMeter(plugin.config, meterOptions),
      queue: parts.queues.of(plugin.row, plugin.config.queue),
      send: batch => send(plugin, batch),
    }
    metered.set(plugin, added)
    return added
  }

  async function send({ config }: MeteringPlugin, batch: BatchBody): Promise<SendOutcome> {
    const simulated = () => parts.sender.send(batch, studioTarget(config, parts.studio()))
    if (workspace?.delivery !== 'endpoint') return simulated()
    const outcome = endpointTarget(config, parts.lookUp)
    if ('problem' in outcome) return { ok: false, error: outcome.problem }
    const { endpoint } = outcome.target
    // What waited while real delivery ended must not go where nobody confirmed it.
    if (!parts.isConfirmed(endpoint)) return simulated()
    const sent = await parts.sender.send(batch, outcome.target)
    return endpoint === parts.studio().endpoint ? sent : { ...sent, elsewhere: true }
  }

  return {
    gateway: createGateway(resolveState(state, parts.lookUp), {
      release,
      ...(conditions && { evaluateCondition: evaluatorOf(conditions, release) }),
      ...(verifySignature && { verifySignature }),
      ...(workspace?.applications && { applications: workspace.applications }),
    }),
    kongVersion: kongVersionOf({ release }),
    upstreamOf: service => {
      const choice = upstreamChoiceFor(service, choices)
      if (choice === 'forward' && parts.echoOnly) return 'echo'
      return choice === 'forward' && isGatewayItself(service, parts.gatewayPort()) ? 'loop' : choice
    },
    log(pass, ending, durationMilliseconds) {
      const plugin = pass.metering === undefined ? undefined : meteredBy(pass.metering)
      parts.log.add(logPhase(plugin, { pass, ending, durationMilliseconds }))
    },
  }
}

/** Every variable is replaced but those of where events are sent: they are looked up when they are sent. */
export function resolveState(state: GatewayState, lookUp: VariableValues['lookUp']): GatewayState {
  const plugins = state.plugins.map(row => {
    const resolved = withVariables(row, lookUp)
    if (row.name !== METERING_PLUGIN) return resolved
    const { ingest_endpoint, api_token } = row.config
    return { ...resolved, config: { ...resolved.config, ingest_endpoint, api_token } }
  })
  return { ...withVariables({ ...state, plugins: [] }, lookUp), plugins }
}
