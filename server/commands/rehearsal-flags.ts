/** The flags that say in which world traffic is played, for every command that plays some. */

import type { SubjectFormat } from '#metering/subject.ts'
import { defaultRelease, type GatewayRelease, gatewayReleases } from '#plugin/release.ts'
import { documentedScenarios } from '#rehearsal/documented-scenarios.ts'
import { type CsvMapping, csvFields, type TrafficOptions, trafficSources } from '#traffic/traffic-options.ts'
import { UsageError } from './command.ts'
import { oneOf } from './read-flags.ts'
import type { SourceKind } from './rehearsal-source.ts'

const subjectFormats = ['plain', 'prefixed'] as const
const sources = ['scenario', ...trafficSources] as const

export const sourceUsage = `SCENARIO  requests, stages and faults of the ingest endpoint as JSON or YAML, such as
            {"stages": [{"for": 60, "rate": 10, "callers": [{"consumer": "alice"}],
                         "routes": [{"path": "/anything"}]}],
             "sink": {"faults": [{"from": 20, "to": 50, "fault": "status", "status": 503}]}}
          or the name of one of the studio's own: ${documentedScenarios.map(({ id }) => id).join(', ')}
TRAFFIC   HAR, JSON lines of Kong's http-log or file-log, an access log, CSV, OpenAPI, curl
          commands or raw HTTP, of any size; Consumers that a log names send their credential`

export const flagsUsage = `  --source ${sources.join('|')}
                           what it is, where its beginning does not say so
  --log-format FORMAT      nginx's log_format of an access log
  --column FIELD=NAME      which column of a CSV is what, for each: ${csvFields.join(', ')},
                           or header:x-tenant-id=NAME; without any, the names of the columns say so
  --gateway ${gatewayReleases.join('|')}
                           the gateway's release (the scenario's, else ${defaultRelease})
  --subject-format ${subjectFormats.join('|')}
                           alice, or consumer:<id> (plain)
  --seed N                 in the stead of the scenario's: same seed, same numbers
  --applications FILE      Dev Portal applications: [{"id": "app", "name": "App", "keys": ["secret"]}];
                           a scenario's callers name them as their "application"
  --prices FILE            a price book, as PUT /api/billing/prices takes it: what the run costs whom
  --meters FILE            what its features count (Kong's two documented meters): a list as JSON
  --customers FILE         whose subjects are whose: a list as JSON; without it each subject pays
                           for itself, by its own subscription or by the reference plan`

export const worldFlags = {
  source: { type: 'string' },
  'log-format': { type: 'string' },
  column: { type: 'string', multiple: true },
  gateway: { type: 'string' },
  'subject-format': { type: 'string', default: 'plain' },
  seed: { type: 'string' },
  applications: { type: 'string' },
  prices: { type: 'string' },
  meters: { type: 'string' },
  customers: { type: 'string' },
} as const

type WorldValues = { [Flag in Exclude<keyof typeof worldFlags, 'column'>]?: string | undefined }

export interface AskedWorld {
  kind: SourceKind | undefined
  release: GatewayRelease | undefined
  subjectFormat: SubjectFormat
  seed: number | undefined
}

/** Throws UsageError for a value that is none. */
export function askedWorld(values: WorldValues): AskedWorld {
  const { source, gateway, seed } = values
  return {
    kind: source === undefined ? undefined : oneOf('source', source, sources),
    release: gateway === undefined ? undefined : releaseOf('gateway', gateway),
    subjectFormat: oneOf('subject-format', values['subject-format'] ?? 'plain', subjectFormats),
    seed: seed === undefined ? undefined : seedOf(seed),
  }
}

/** How a record is read. Throws UsageError for a column that is none. */
export function askedTraffic(values: {
  'log-format'?: string | undefined
  column?: string[] | undefined
}): TrafficOptions {
  const { 'log-format': logFormat, column: columns = [] } = values
  return {
    ...(logFormat !== undefined && { logFormat }),
    ...(columns.length > 0 && { csv: mappingOf(columns) }),
  }
}

function mappingOf(columns: readonly string[]): CsvMapping {
  const mapping: CsvMapping = { fields: {}, headers: {} }
  for (const asked of columns) {
    const [, field = '', name = ''] = /^([^=]+)=(.+)$/.exec(asked) ?? []
    if (name === '') throw new UsageError(`--column is FIELD=NAME, such as url=path; found ${asked}`)
    const header = /^header:(.+)$/.exec(field)?.[1]
    if (header === undefined) mapping.fields[oneOf('column', field, csvFields)] = name
    else mapping.headers[header.toLowerCase()] = name
  }
  return mapping
}

export function releaseOf(flag: string, value: string): GatewayRelease {
  return oneOf(flag, value, gatewayReleases)
}

function seedOf(text: string): number {
  const seed = Number(text)
  if (!Number.isSafeInteger(seed)) throw new UsageError(`--seed is a whole number; found ${text}`)
  return seed
}
