/** What changing the gateway release means for a plugin, listed before it happens. */
import type { MeteringPlugin } from './plugin.ts'
import { type GatewayRelease, gatewayReleases } from './release.ts'

export interface ReleaseChange {
  /** `breaks`: what is written now would be refused or mean something else. `enables`: new with the release. */
  kind: 'breaks' | 'enables'
  /** The field, from the plugin down; absent when no field is concerned. */
  path?: readonly string[]
  message: string
}

const isBefore = (a: GatewayRelease, b: GatewayRelease): boolean =>
  gatewayReleases.indexOf(a) < gatewayReleases.indexOf(b)

/** Fields of 3.16's published schema that earlier releases refuse. */
const fieldsOf316 = [
  { path: ['config', 'allow_status_codes'], enables: 'only the statuses of the listed ranges are metered' },
  {
    path: ['config', 'queue', 'failure_threshold'],
    enables: 'a circuit breaker sheds entries after so many failed batches',
  },
  {
    path: ['config', 'queue', 'breaker_cooldown'],
    enables: 'how long the circuit breaker stays open',
  },
] as const

function valueAt(value: unknown, path: readonly string[]): unknown {
  return path.reduce<unknown>(
    (node, key) => (typeof node === 'object' && node !== null ? Reflect.get(node, key) : undefined),
    value,
  )
}

/** ATC in 3.14, CEL from 3.15 (Kong's expressions documents): an expression of one is not read by the other. */
export const conditionLanguageOf = (release: GatewayRelease): 'ATC' | 'CEL' =>
  release === '3.14' ? 'ATC' : 'CEL'

function conditionChange(plugin: MeteringPlugin, from: GatewayRelease, to: GatewayRelease): ReleaseChange[] {
  const [before, after] = [conditionLanguageOf(from), conditionLanguageOf(to)]
  if (before === after) return []
  if (plugin.condition) {
    const message = `condition is written in ${before}; ${to} reads ${after} and it must be rewritten`
    return [{ kind: 'breaks', path: ['condition'], message }]
  }
  const message =
    after === 'CEL'
      ? 'condition is generally available and written in CEL'
      : 'condition is in beta and written in ATC expressions'
  return [{ kind: 'enables', path: ['condition'], message }]
}

/** What a switch from one release to the other breaks or enables for this plugin; empty when nothing changes. */
export function releaseChanges(
  plugin: MeteringPlugin,
  from: GatewayRelease,
  to: GatewayRelease,
): ReleaseChange[] {
  const lost = fieldsOf316
    .filter(({ path }) => isBefore(to, '3.16') && valueAt(plugin, path) !== undefined)
    .map(({ path }): ReleaseChange => {
      return {
        kind: 'breaks',
        path,
        message: `${path.join('.')} exists from 3.16 on; ${to} refuses the config`,
      }
    })
  const gained = fieldsOf316
    .filter(() => isBefore(from, '3.16') && to === '3.16')
    .map(
      ({ path, enables }): ReleaseChange => ({
        kind: 'enables',
        path,
        message: `${path.join('.')}: ${enables}`,
      }),
    )
  return [...lost, ...conditionChange(plugin, from, to), ...gained]
}
