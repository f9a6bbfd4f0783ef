/** The coverage of a document as a tree: Services, their Routes, and Consumers whose plugin is another than the rest's. */
import type { GatewayState } from '#entities/gateway-state.ts'
import type { GatewayOptions } from '#gateway/access.ts'
import { type CoverageRow, type CoverageVerdict, coverageOf } from '#gateway/coverage.ts'

export interface CoverageRoute {
  key: string
  name: string
  /** What the Route matches: `GET · /anything · example.com`. */
  matches: string
  /** Every caller without a row of its own first. */
  callers: CoverageRow[]
}

export interface CoverageBranch {
  key: string
  /** Undefined for Routes without a Service, and for requests that match no Route. */
  service: string | undefined
  title: string
  routes: CoverageRoute[]
}

export interface CoverageCounts {
  routes: number
  /** Routes whose callers all go free, or whose events are all dropped. */
  free: number
  rows: Record<CoverageVerdict, number>
}

const NO_SERVICE = 'Routes without a Service'
const NO_ROUTE = 'Requests that match no Route'

export function coverageTree(state: GatewayState, options: GatewayOptions): CoverageBranch[] {
  const matches = new Map(state.routes.map(route => [route.id, matchesOf(route)]))
  const branches = new Map<string, CoverageBranch>()
  for (const row of coverageOf(state, options)) {
    const branch = branchOf(branches, row)
    const id = row.route?.id ?? ''
    const found = branch.routes.find(({ key }) => key === id)
    if (found !== undefined) found.callers.push(row)
    else {
      const name = row.route?.name ?? row.route?.id ?? NO_ROUTE
      branch.routes.push({ key: id, name, matches: matches.get(id) ?? '', callers: [row] })
    }
  }
  return [
    ...state.services.map(({ id, name = id }) => {
      // A Service that no Route leads to gets no requests; it stands in the tree all the same.
      return branches.get(id) ?? { key: id, service: name, title: name, routes: [] }
    }),
    ...[...branches.values()].filter(({ service }) => service === undefined),
  ]
}

function branchOf(branches: Map<string, CoverageBranch>, { service, route }: CoverageRow): CoverageBranch {
  const named = service?.name ?? service?.id
  const title = named ?? (route === undefined ? NO_ROUTE : NO_SERVICE)
  const key = service?.id ?? title
  const branch = branches.get(key) ?? { key, service: named, title, routes: [] }
  branches.set(key, branch)
  return branch
}

function matchesOf(route: GatewayState['routes'][number]): string {
  const { methods = [], paths = [], hosts = [] } = route
  return [methods, paths, hosts]
    .map(alternatives => alternatives.join(', '))
    .filter(Boolean)
    .join(' · ')
}

export function coverageCounts(tree: readonly CoverageBranch[]): CoverageCounts {
  const routes = tree.flatMap(branch => branch.routes).filter(({ key }) => key !== '')
  const rows = tree.flatMap(branch => branch.routes).flatMap(({ callers }) => callers)
  const count = (verdict: CoverageVerdict) => rows.filter(row => row.verdict === verdict).length
  return {
    routes: routes.length,
    free: routes.filter(({ callers }) => callers.every(row => row.verdict !== 'metered')).length,
    rows: {
      metered: count('metered'),
      not_metered: count('not_metered'),
      no_subject: count('no_subject'),
    },
  }
}

/** The tree with only the rows of a verdict. */
export function withVerdict(
  tree: readonly CoverageBranch[],
  verdict: CoverageVerdict | 'all',
): CoverageBranch[] {
  if (verdict === 'all') return [...tree]
  return tree.flatMap(branch => {
    const routes = branch.routes.flatMap(route => {
      const callers = route.callers.filter(row => row.verdict === verdict)
      return callers.length === 0 ? [] : [{ ...route, callers }]
    })
    return routes.length === 0 ? [] : [{ ...branch, routes }]
  })
}
