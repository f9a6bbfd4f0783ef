/** The coverage of a document as a tree: Services, their Routes, and Consumers whose plugin is another than the rest's. */
import type { GatewayState } from '#entities/gateway-state.ts'
import { type CoverageOptions, type CoverageRow, coverageOf } from '#gateway/coverage.ts'
import type { CoverageFilter } from './verdict-look.ts'

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
  /** Those that may be metered twice are among the metered, too. */
  rows: Record<CoverageFilter, number>
}

const NO_SERVICE = 'Routes without a Service'
const NO_ROUTE = 'Requests that match no Route'

export function coverageTree(state: GatewayState, options: CoverageOptions): CoverageBranch[] {
  const matches = new Map(state.routes.map(route => [route.id, matchesOf(route)]))
  const branches = new Map<string, CoverageBranch>()
  for (const row of coverageOf(state, options)) {
    const branch = branchOf(branches, row)
    const id = row.route?.id ?? ''
    // Rows of a Route follow one another.
    const last = branch.routes.at(-1)
    if (last?.key === id) last.callers.push(row)
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
  const count = (filter: CoverageFilter) => rows.filter(row => isAskedFor(row, filter)).length
  return {
    routes: routes.length,
    free: routes.filter(({ callers }) => callers.every(row => row.verdict !== 'metered')).length,
    rows: {
      metered: count('metered'),
      not_metered: count('not_metered'),
      no_subject: count('no_subject'),
      twice: count('twice'),
    },
  }
}

function isAskedFor({ verdict, twice }: CoverageRow, filter: CoverageFilter): boolean {
  return filter === 'twice' ? twice !== undefined : verdict === filter
}

/** The tree with only the rows that are asked for. */
export function withRows(tree: readonly CoverageBranch[], filter: CoverageFilter | 'all'): CoverageBranch[] {
  if (filter === 'all') return [...tree]
  return prune(tree, callers => callers.filter(row => isAskedFor(row, filter)))
}

/** The first rows of the tree: a gateway may have more than a page can show at once. */
export function firstRows(tree: readonly CoverageBranch[], limit: number): CoverageBranch[] {
  if (countRows(tree) <= limit) return [...tree]
  let left = limit
  return prune(tree, callers => {
    const taken = callers.slice(0, left)
    left -= taken.length
    return taken
  })
}

/** How many rows the tree has. */
export function countRows(tree: readonly CoverageBranch[]): number {
  return tree.reduce(
    (sum, { routes }) => sum + routes.reduce((count, { callers }) => count + callers.length, 0),
    0,
  )
}

function prune(
  tree: readonly CoverageBranch[],
  keep: (callers: CoverageRow[]) => CoverageRow[],
): CoverageBranch[] {
  return tree.flatMap(branch => {
    const routes = branch.routes.flatMap(route => {
      const callers = keep(route.callers)
      return callers.length === 0 ? [] : [{ ...route, callers }]
    })
    return routes.length === 0 ? [] : [{ ...branch, routes }]
  })
}
