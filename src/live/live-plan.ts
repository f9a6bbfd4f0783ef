/** What a live run sends, and when: the same plan as a rehearsal of it follows on virtual time. */
import type { Workspace } from '#api/contract.ts'
import type { LiveTraffic } from '#api/live-run-contract.ts'
import type { GatewayState } from '#entities/gateway-state.ts'
import { generateRequests } from '#rehearsal/generate-requests.ts'
import type { PlannedRequest } from '#rehearsal/planned-request.ts'
import { replayTraffic } from '#rehearsal/replay-traffic.ts'
import type { Scenario } from '#rehearsal/scenario.ts'
import { readTraffic } from '#traffic/traffic-source.ts'

export interface LivePlan {
  name: string
  /** As many as are to be expected. */
  count: number
  /** From the first to the last request, in seconds of the plan. */
  duration: number
  requests: Iterable<PlannedRequest> | AsyncIterable<PlannedRequest>
  problems: { first: string[]; count: number }
}

export interface PlannedFor {
  state: GatewayState
  applications: Workspace['applications']
  /** Lets others do something in between. */
  pause: () => Promise<void>
}

/** Problems of a record that are told one by one. */
const PROBLEMS_TOLD = 20

/** `refused` is why it cannot be sent. */
export async function planLiveRun(
  traffic: LiveTraffic,
  place: PlannedFor,
): Promise<LivePlan | { refused: string }> {
  const plan =
    traffic.kind === 'scenario' ? planScenario(traffic.scenario, place) : planRecord(traffic, place)
  const planned = await plan
  return 'count' in planned && planned.count === 0
    ? { refused: 'There is no request to send: the traffic has none' }
    : planned
}

function planScenario(played: Scenario, { state, applications }: PlannedFor): LivePlan | { refused: string } {
  const generated = generateRequests(played, state, applications)
  if ('problems' in generated) {
    const [{ path, message } = { path: [], message: '' }] = generated.problems
    const place = path.map(step => (typeof step === 'number' ? step + 1 : step)).join(' ')
    return { refused: `${place}: ${message}` }
  }
  const { count, requests } = generated
  const name = played.name === '' ? 'Generated requests' : played.name
  return { name, count, duration: durationOf(played), requests, problems: { first: [], count: 0 } }
}

function durationOf({ requests, stages }: Scenario): number {
  const staged = stages.reduce((sum, stage) => sum + stage.for, 0)
  return requests.reduce((most, { at, repeat, every }) => Math.max(most, at + (repeat - 1) * every), staged)
}

/** Read twice, so that it is known beforehand how much there is, and only its text is kept. */
async function planRecord(
  { name, source, text, options }: Extract<LiveTraffic, { kind: 'record' }>,
  { state, pause }: PlannedFor,
): Promise<LivePlan> {
  const problems: LivePlan['problems'] = { first: [], count: 0 }
  const read = async (onProblem: (text: string) => void) => {
    const records = readTraffic(source, piecesOf(text, pause), options)
    const { requests } = await replayTraffic(records, {
      state,
      scheme: 'http',
      onProblem: ({ position, message }) => onProblem(`${position}: ${message}`),
    })
    return requests
  }
  const found = { count: 0, duration: 0 }
  const first = await read(problem => {
    problems.count += 1
    if (problems.first.length < PROBLEMS_TOLD) problems.first.push(problem)
  })
  for await (const { at } of first) {
    found.count += 1
    found.duration = at
  }
  return { name, ...found, requests: await read(() => undefined), problems }
}

const PIECE_CHARACTERS = 65_536

async function* piecesOf(text: string, pause: () => Promise<void>): AsyncGenerator<string> {
  for (let at = 0; at < text.length; at += PIECE_CHARACTERS) {
    yield text.slice(at, at + PIECE_CHARACTERS)
    await pause()
  }
}
