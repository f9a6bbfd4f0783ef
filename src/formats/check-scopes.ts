/** Says where an instance of the plugin does not run because a more specific one wins (Kong's order of precedence). */
import type { DocumentPath, GatewayState } from '#entities/gateway-state.ts'
import { isConsidered, precedenceOf } from '#plugin/precedence.ts'
import type { Scope } from '#plugin/scope.ts'
import type { PluginReading } from './plugin-reading.ts'
import { type Reporter, rangeAt } from './reporter.ts'

interface Instance {
  path: DocumentPath
  /** As the author named the entities. */
  written: Scope
  /** The entities' ids where the document has them, else what the author wrote. */
  scope: Scope
}

const kinds = ['service', 'route', 'consumer'] as const
const kindNames = { service: 'Service', route: 'Route', consumer: 'Consumer' } as const

function idOf(kind: keyof Scope, name: string, { services, routes, consumers }: GatewayState): string {
  const known = { service: services, route: routes, consumer: consumers }[kind]
  const found = known.find(
    entity =>
      entity.id === name ||
      ('username' in entity ? entity.username : 'name' in entity && entity.name) === name,
  )
  return found?.id ?? name
}

function instancesOf(plugins: readonly PluginReading[], state: GatewayState): Instance[] {
  return plugins.flatMap(({ path, plugin }) => {
    const { enabled = true, protocols = ['http'], scope: written } = plugin ?? { enabled: false, scope: {} }
    if (!isConsidered({ enabled, protocols })) return []
    const ids = kinds.flatMap(kind => {
      const name = written[kind]
      return name === undefined ? [] : [[kind, idOf(kind, name, state)] as const]
    })
    return [{ path, written, scope: Object.fromEntries(ids) }]
  })
}

type ServiceOf = (route: string | undefined) => string | undefined

/** Whether one request can belong to both scopes, as far as the document tells. */
function meet(left: Scope, right: Scope, serviceOf: ServiceOf): boolean {
  const apart = kinds.some(
    kind => left[kind] !== undefined && right[kind] !== undefined && left[kind] !== right[kind],
  )
  if (apart) return false
  const within = (inner: Scope, outer: Scope) =>
    outer.service === undefined ||
    inner.service !== undefined ||
    inner.route === undefined ||
    serviceOf(inner.route) === outer.service
  return within(left, right) && within(right, left)
}

/** Whether a winner takes every request of a loser: on its Route, or on each Route of its Service. */
function takesAll(loser: Scope, winners: readonly Scope[], state: GatewayState): boolean {
  const routes = state.routes.filter(({ id, service }) =>
    loser.route === undefined ? loser.service !== undefined && service === loser.service : id === loser.route,
  )
  const covered = ({ id, service }: { id: string; service?: string }) =>
    winners.some(
      winner =>
        (winner.route === undefined || winner.route === id) &&
        (winner.service === undefined || winner.service === service) &&
        (winner.consumer === undefined || winner.consumer === loser.consumer),
    )
  return routes.length > 0 && routes.every(covered)
}

/** A list that nobody reads to its end is cut. */
const SHOWN = 3

function placeText({ written, path }: Instance, { source }: Reporter): string {
  const named = kinds.flatMap(kind => {
    const name = written[kind]
    return name === undefined ? [] : `the ${kindNames[kind]} \`${name}\``
  })
  return `${named.join(' with ')} (line ${rangeAt(source, path).line})`
}

function reportLoser(
  loser: Instance,
  winners: readonly Instance[],
  { reporter, state }: { reporter: Reporter; state: GatewayState },
): void {
  const scopes = winners.map(({ scope }) => scope)
  const never = takesAll(loser.scope, scopes, state)
  const shown = winners.slice(0, SHOWN).map(winner => placeText(winner, reporter))
  const more = winners.length > SHOWN ? [`${winners.length - SHOWN} more`] : []
  const places = [...shown, ...more].join(', ')
  const own = kinds.find(kind => reporter.source.place([...loser.path, kind]) !== undefined) ?? 'name'
  reporter.report({
    severity: never ? 'warning' : 'hint',
    code: 'shadowed-scope',
    message: never
      ? `This instance never runs: on all of its Routes the more specific instances win, on ${places}.`
      : `This instance does not run for requests on ${places}: the more specific instance wins there.`,
    path: [...loser.path, own],
    why: 'Kong runs one instance of a plugin per request, the most specific, and does not merge configs (Kong’s document on plugins, “Precedence”).',
  })
}

/** Reports each instance of the plugin that loses some of its requests to others. */
export function reportScopes(
  reporter: Reporter,
  plugins: readonly PluginReading[],
  state: GatewayState,
): void {
  const instances = instancesOf(plugins, state)
  if (instances.length < 2) return
  const services = new Map(state.routes.map(({ id, service }) => [id, service]))
  const serviceOf: ServiceOf = route => (route === undefined ? undefined : services.get(route))
  for (const loser of instances) {
    const winners = instances.filter(
      other =>
        precedenceOf(other.scope) < precedenceOf(loser.scope) && meet(loser.scope, other.scope, serviceOf),
    )
    if (winners.length > 0) reportLoser(loser, winners, { reporter, state })
  }
}
