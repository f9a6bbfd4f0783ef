/** What of a file is metered, for `metering-studio check --coverage`: the Coverage page's rows with their lines in the file. */
import type { DocumentPath, GatewayState, PluginRow } from '#entities/gateway-state.ts'
import { namesControlPlane } from '#formats/state-file.ts'
import { type CoverageRow, type CoverageVerdict, coverageOf } from '#gateway/coverage.ts'
import { placeOf } from '#gateway/plugin-place.ts'
import type { GatewayRelease } from '#plugin/release.ts'
import type { FileDocument } from './file-document.ts'

interface CoveringPlugin {
  id: string
  instance_name: string | null
  /** `Service orders, Consumer alice`, or `global`. */
  scope: string
  line: number | null
}

export interface CoverageEntry {
  verdict: CoverageVerdict
  /** Whether the requests may be counted a second time, by Konnect itself. */
  twice: boolean
  service: string | null
  /** Null for the requests that match no Route. */
  route: string | null
  /** Null for every caller without an entry of its own. */
  consumer: string | null
  /** Why, in sentences. */
  why: string
  plugin: CoveringPlugin | null
  /** Those that the plugin wins over. */
  shadowed: CoveringPlugin[]
  /** Of the plugin, else of the Route. */
  line: number | null
}

export interface FileCoverage {
  routes: number
  /** Routes of which no request is metered. */
  free: number
  rows: CoverageEntry[]
}

/** Null while the file has errors. `hide` takes secrets out of what is said. */
export function coverageReport(
  { reading, lineOf }: FileDocument,
  release: GatewayRelease,
  hide: (sentence: string) => string,
): FileCoverage | null {
  const { state, value } = reading
  if (state === undefined) return null
  const found = coverageOf(state, { release, namesControlPlane: namesControlPlane(value) })
  const rows = found.map(row => entryOf(row, { state, lineOf, hide }))
  const byRoute = Map.groupBy(found, ({ route }) => route?.id)
  byRoute.delete(undefined)
  const free = [...byRoute.values()].filter(callers => callers.every(row => row.verdict !== 'metered'))
  return { routes: byRoute.size, free: free.length, rows }
}

interface Naming {
  state: GatewayState
  lineOf: (path: DocumentPath) => number | undefined
  hide: (sentence: string) => string
}

function entryOf(row: CoverageRow, naming: Naming): CoverageEntry {
  const { verdict, message, twice, service, route, consumer, plugin, shadowed, origin } = row
  const { hide, lineOf } = naming
  const nameOf = (entity?: { id: string; name?: string; username?: string }) =>
    entity === undefined ? null : hide(entity.name ?? entity.username ?? entity.id)
  return {
    verdict,
    twice: twice !== undefined,
    service: nameOf(service),
    route: nameOf(route),
    consumer: nameOf(consumer),
    why: hide(twice === undefined ? message : `${message} ${twice}`),
    plugin: plugin === undefined ? null : pluginOf(plugin, naming),
    shadowed: shadowed.map(other => pluginOf(other, naming)),
    line: origin.length === 0 ? null : (lineOf(origin) ?? null),
  }
}

function pluginOf(row: PluginRow, { state, lineOf, hide }: Naming): CoveringPlugin {
  const { id, instance_name: name, origin } = row
  return {
    id,
    instance_name: name === undefined ? null : hide(name),
    scope: hide(placeOf(row, state)),
    line: lineOf(origin) ?? null,
  }
}

const words: Record<CoverageVerdict, string> = {
  metered: 'metered',
  not_metered: 'not metered',
  no_subject: 'subject never found',
}

/** A line for each row, its place first, then why on lines of their own; last, how many Routes are free. */
export function coverageText(file: string, coverage: FileCoverage | null): string {
  if (coverage === null) return `${file}: coverage: can be told once the file has no errors\n`
  const { routes, free, rows } = coverage
  const sum =
    routes === 0 ? 'there is no Route' : `${free} of ${routes} Route${routes === 1 ? '' : 's'} not metered`
  return `${rows.map(row => rowText(file, row)).join('')}${file}: coverage: ${sum}\n`
}

function rowText(file: string, row: CoverageEntry): string {
  const { verdict, twice, line, why, plugin, shadowed } = row
  const lines = [
    `${file}:${line === null ? '' : `${line}:`} ${words[verdict]}${twice ? ', perhaps twice' : ''}: ${whereText(row)}`,
    `  why: ${why}`,
    ...(plugin === null ? [] : [`  plugin: ${pluginText(plugin)}`]),
    ...shadowed.map(
      other => `  wins over: ${pluginText(other)}${other.line === null ? '' : `, line ${other.line}`}`,
    ),
  ]
  return `${lines.join('\n')}\n`
}

function whereText({ service, route, consumer }: CoverageEntry): string {
  if (route === null) return 'requests that match no Route'
  const of = service === null ? '' : ` of Service ${service}`
  return `Route ${route}${of}, ${consumer === null ? 'every caller' : `Consumer ${consumer}`}`
}

function pluginText({ instance_name: name, scope }: CoveringPlugin): string {
  return name === null ? scope : `${name} (${scope})`
}
