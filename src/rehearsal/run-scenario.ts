/** A scenario played with a configuration. */
import type { GatewayState } from '#entities/gateway-state.ts'
import type { GatewayOptions } from '#gateway/access.ts'
import type { SubjectFormat } from '#metering/subject.ts'
import type { GatewayRelease } from '#plugin/release.ts'
import { generateRequests, type ScenarioProblem } from './generate-requests.ts'
import { type RehearsalOptions, type Rehearsed, runRehearsal } from './run-rehearsal.ts'
import type { Scenario } from './scenario.ts'
import type { RehearsalSummary } from './summary.ts'

/** The configuration that is rehearsed, and how its conditions and signatures are checked in this runtime. */
export interface RehearsedConfiguration {
  state: GatewayState
  /** The release, unless the scenario names one. */
  release: GatewayRelease
  subjectFormat: SubjectFormat
  /** What decides conditions and signatures under a release. */
  gatewayOptions?: (release: GatewayRelease) => Omit<GatewayOptions, 'release'>
}

export type ScenarioOutcome = { summary: RehearsalSummary } | { problems: ScenarioProblem[] }

/** Plays a scenario. Problems are what of it does not fit the configuration. */
export async function runScenario(
  configuration: RehearsedConfiguration,
  scenario: Scenario,
  options: RehearsalOptions = {},
): Promise<ScenarioOutcome> {
  const { state, release, gatewayOptions } = configuration
  const { applications } = gatewayOptions?.(scenario.gateway ?? release) ?? {}
  const generated = generateRequests(scenario, state, applications)
  if ('problems' in generated) return generated
  const rehearsed = rehearsedAs(configuration, scenario)
  return { summary: await runRehearsal(rehearsed, generated.requests, options) }
}

/** The configuration in the scenario's world. */
export function rehearsedAs(
  { state, release, subjectFormat, gatewayOptions }: RehearsedConfiguration,
  { gateway = release, seed, start, workers, sink }: Omit<Scenario, 'requests' | 'stages'>,
): Rehearsed {
  return {
    state,
    gateway: { ...gatewayOptions?.(gateway), release: gateway },
    subjectFormat,
    seed,
    start: Date.parse(start),
    workers,
    sink,
  }
}
