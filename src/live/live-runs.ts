/**
 * Live runs through the gateway: started after a yes to where requests and events really go, one at a time. When that
 * changes while one is under way it pauses, and says why.
 */
import type { GatewayStatus, Workspace } from '#api/contract.ts'
import type { Destinations, LiveRun, LiveRunToStart } from '#api/live-run-contract.ts'
import type { LiveRunOutcome, LiveRuns } from '#api/live-runs.ts'
import type { SendToGateway } from '#api/send-contract.ts'
import { type LivePlan, planLiveRun } from './live-plan.ts'
import type { LiveRehearsal } from './live-rehearsal.ts'
import { type Clock, createPacer, type Pacer } from './pace-requests.ts'

export interface LiveRunOptions {
  rehearsal: Pick<LiveRehearsal, 'running' | 'workspace' | 'state' | 'status'>
  send: SendToGateway
  clock: Clock
  /** Milliseconds since the epoch. */
  now(): number
  newId(): string
}

export interface RunningLiveRuns extends LiveRuns {
  /** Ends the one under way: nothing more is sent. */
  end(): void
}

/** Measured: two busy cores send and answer some 6,000 requests in a second. The rest is for the page and delivery. */
const limits = { rate: 2000, waiting: 256 }

interface Started {
  id: string
  asked: LiveRunToStart
  plan: LivePlan
  pacer: Pacer
  startedAt: number
  endedAt: number | undefined
  /** How it ended. */
  ended: { state: 'finished' | 'cancelled' } | { state: 'failed'; why: string } | undefined
}

export function createLiveRuns(options: LiveRunOptions): RunningLiveRuns {
  const { rehearsal, clock, now } = options
  const objectionTo = createGuard(rehearsal)
  let current: Started | undefined
  let preparing = false

  async function start(asked: LiveRunToStart): Promise<LiveRunOutcome> {
    if (preparing || (current !== undefined && current.ended === undefined)) {
      return { refused: 'A live run is under way: end it first' }
    }
    const objection = objectionTo(asked)
    if (objection !== undefined) return { refused: objection }
    preparing = true
    try {
      const plan = await planLiveRun(asked.traffic, {
        state: rehearsal.state(),
        applications: rehearsal.workspace()?.applications,
        pause: () => clock.wait(0),
      })
      if ('refused' in plan) return plan
      current = begin({ asked, plan, objectionTo }, options)
      return { run: liveRunOf(current) }
    } finally {
      preparing = false
    }
  }

  function change(id: string, { state, confirmed }: Parameters<LiveRuns['change']>[1]) {
    if (current?.id !== id) return undefined
    const refused = state === 'running' ? resume(current, confirmed) : undefined
    if (refused !== undefined) return { refused }
    if (state === 'paused') current.pacer.pause()
    if (state === 'cancelled') cancel()
    return { run: liveRunOf(current) }
  }

  /** Or why not. */
  function resume(started: Started, confirmed = started.asked.confirmed): string | undefined {
    if (started.ended !== undefined) return 'The live run has ended'
    const asked = { ...started.asked, confirmed }
    const objection = objectionTo(asked)
    if (objection !== undefined) return objection
    started.asked = asked
    started.pacer.resume()
    return undefined
  }

  function cancel(): void {
    if (current !== undefined) end(current, { state: 'cancelled' }, now())
  }

  return {
    current: () => ({ run: current === undefined ? null : liveRunOf(current), limits }),
    start,
    change,
    end: cancel,
  }
}

/** Why a run must not send now: the gateway runs something else, or sends where nobody said yes to. */
function createGuard(rehearsal: LiveRunOptions['rehearsal']) {
  /** Read once for each version that runs. */
  let known: { running: unknown; found: Destinations } | undefined
  return ({ workspace_id, confirmed }: Pick<LiveRunToStart, 'workspace_id' | 'confirmed'>) => {
    const workspace = rehearsal.workspace()
    if (workspace?.id !== workspace_id) return otherWorkspace(workspace)
    const running = rehearsal.running()
    if (known?.running !== running) known = { running, found: destinationsOf(rehearsal.status()) }
    return unconfirmed(known.found, confirmed)
  }
}

interface Beginning {
  asked: LiveRunToStart
  plan: LivePlan
  objectionTo: ReturnType<typeof createGuard>
}

function begin({ asked, plan, objectionTo }: Beginning, options: LiveRunOptions): Started {
  const { clock, send, now, newId } = options
  const started: Started = {
    id: newId(),
    asked,
    plan,
    pacer: createPacer({
      clock,
      send,
      speed: asked.speed,
      limits,
      objection: () => objectionTo(started.asked),
    }),
    startedAt: now(),
    endedAt: undefined,
    ended: undefined,
  }
  started.pacer.follow(plan.requests).then(
    () => end(started, { state: 'finished' }, now()),
    (cause: unknown) => end(started, { state: 'failed', why: String(cause) }, now()),
  )
  return started
}

/** One that has ended stays as it ended. */
function end(started: Started, ended: NonNullable<Started['ended']>, at: number): void {
  started.pacer.end()
  started.ended ??= ended
  started.endedAt ??= at
}

function destinationsOf({ services, delivery }: GatewayStatus): Destinations {
  return {
    upstreams: services.filter(({ upstream }) => upstream === 'forward').map(service => service.upstream_url),
    endpoints: delivery.target === 'endpoint' ? delivery.endpoints : [],
  }
}

function otherWorkspace(running: Workspace | undefined): string {
  if (running === undefined) return 'The gateway runs no workspace yet'
  return `The gateway runs the workspace ${running.name}, not this one: open and change this one, or send from that one`
}

function unconfirmed(found: Destinations, confirmed: Destinations): string | undefined {
  const upstreams = found.upstreams.filter(url => !confirmed.upstreams.includes(url))
  const endpoints = found.endpoints.filter(url => !confirmed.endpoints.includes(url))
  const parts = [
    ...(upstreams.length > 0 ? [`requests would be forwarded to ${upstreams.join(', ')}`] : []),
    ...(endpoints.length > 0 ? [`events would be delivered to ${endpoints.join(', ')}`] : []),
  ]
  return parts.length === 0 ? undefined : `Not confirmed: ${parts.join('; ')}`
}

function liveRunOf({ id, asked, plan, pacer, startedAt, endedAt, ended }: Started): LiveRun {
  const { progress } = pacer
  const elapsed = pacer.elapsed()
  const why = ended?.state === 'failed' ? ended.why : progress.why
  return {
    id,
    name: plan.name,
    workspace_id: asked.workspace_id,
    speed: asked.speed,
    state: ended?.state ?? (progress.state === 'paused' ? 'paused' : 'running'),
    ...(why !== undefined && { why }),
    started_at: new Date(startedAt).toISOString(),
    ...(endedAt !== undefined && { ended_at: new Date(endedAt).toISOString() }),
    planned: ended?.state === 'finished' ? progress.sent : plan.count,
    duration_ms: (plan.duration / asked.speed) * 1000,
    elapsed_ms: elapsed,
    sent: progress.sent,
    waiting: progress.waiting,
    failed: progress.failed,
    ...(progress.lastError !== undefined && { last_error: progress.lastError }),
    statuses: [...progress.statuses]
      .map(([status, requests]) => ({ status, requests }))
      .sort((one, other) => one.status - other.status),
    rate: pacer.rate(),
    behind_ms: progress.behind,
    most_behind_ms: progress.mostBehind,
    problems: plan.problems,
  }
}
