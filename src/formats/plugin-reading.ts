/** Reads one metering-and-billing row of a state file: as its author wrote it, and with its defaults. */
import type { DeckPlugin } from '#entities/deck.ts'
import type { DocumentPath } from '#entities/gateway-state.ts'
import { type MeteringConfig, meteringConfig } from '#plugin/config.ts'
import { METERING_PLUGIN, type MeteringPlugin } from '#plugin/plugin.ts'
import { type GatewayRelease, gatewayReleases } from '#plugin/release.ts'
import type { Scope } from '#plugin/scope.ts'
import { checkValue } from './check-value.ts'
import { remembered } from './remembered.ts'
import type { Reporter } from './reporter.ts'
import { fieldsAt } from './schema-fields.ts'
import { entityName, isFields, type RawEntity } from './state-file.ts'

/** A metering-and-billing plugin of a document. */
export interface PluginReading {
  path: DocumentPath
  /** The plugin as authored, present when the schema accepts it: what the exports render. */
  plugin: MeteringPlugin | undefined
  /** Its config with defaults filled in: what the rehearsal runs. */
  config: MeteringConfig | undefined
}

/** Fields set to nothing (`field:` or `field: null`) are unset for Kong. */
function withoutNulls(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutNulls)
  if (!isFields(value)) return value
  const entries = Object.entries(value).filter(([, field]) => field !== null)
  return Object.fromEntries(entries.map(([key, field]) => [key, withoutNulls(field)]))
}

const configWithoutNulls = remembered((config: Record<string, unknown>) => withoutNulls(config))

function laterRelease(release: GatewayRelease) {
  const later = gatewayReleases.slice(gatewayReleases.indexOf(release) + 1)
  return (path: DocumentPath) =>
    later.find(next => fieldsAt(meteringConfig[next], path.slice(0, -1)).includes(String(path.at(-1))))
}

function scopeOf(raw: RawEntity, row: DeckPlugin): Scope {
  const { service, route, consumer } = raw.within
  const scope: Scope = {}
  const serviceName = row.service ?? entityName(service?.value)
  const routeName = row.route ?? entityName(route?.value)
  const consumerName = row.consumer ?? entityName(consumer?.value)
  if (serviceName !== undefined) scope.service = serviceName
  if (routeName !== undefined) scope.route = routeName
  if (consumerName !== undefined) scope.consumer = consumerName
  return scope
}

const authoredFields = [
  'id',
  'instance_name',
  'enabled',
  'protocols',
  'tags',
  'condition',
  'expressions',
] as const

function authored(raw: RawEntity, row: DeckPlugin): MeteringPlugin {
  const fields = isFields(raw.value) ? raw.value : {}
  const written = authoredFields.filter(field => fields[field] !== undefined)
  return {
    ...Object.fromEntries(written.map(field => [field, fields[field]])),
    scope: scopeOf(raw, row),
    config: withoutNulls(fields.config ?? {}) as MeteringPlugin['config'],
  }
}

/** Whether an entity is a metering-and-billing plugin. */
export function isMetering(raw: RawEntity): boolean {
  return isFields(raw.value) && raw.value.name === METERING_PLUGIN
}

/** Kong's schema has `expressions` from 3.16 on, without a documented meaning (decision 12). */
function checkExpressions(raw: RawEntity, reporter: Reporter, release: GatewayRelease): void {
  if (!isFields(raw.value) || raw.value.expressions === undefined) return
  const place = { path: [...raw.path, 'expressions'], at: 'key' as const }
  if (release !== '3.16') {
    const message = `\`expressions\` exists from gateway 3.16 on; ${release} refuses the plugin.`
    reporter.report({ ...place, severity: 'error', code: 'later-release-field', message })
    return
  }
  reporter.report({
    ...place,
    severity: 'hint',
    code: 'expressions-not-interpreted',
    message: '`expressions` is passed to the APIs as it is; the studio does not interpret it.',
    why: 'Kong’s schema of 3.16 has the field as a free object, and no document says what it does (decision 12).',
  })
}

/** Reads a metering row. `row` is the entity around its config, undefined when that has errors of its own. */
export function readPlugin(
  raw: RawEntity,
  row: DeckPlugin | undefined,
  context: { reporter: Reporter; release: GatewayRelease },
): PluginReading {
  const { reporter, release } = context
  checkExpressions(raw, reporter, release)
  const value = isFields(raw.value) ? raw.value.config : undefined
  if (value !== undefined && value !== null && !isFields(value)) {
    return { path: raw.path, plugin: undefined, config: undefined }
  }
  const config = checkValue(
    {
      reporter,
      schema: meteringConfig[release],
      path: [...raw.path, 'config'],
      noun: 'plugin config',
      laterRelease: laterRelease(release),
    },
    isFields(value) ? configWithoutNulls(value) : {},
  )
  const usable = config !== undefined && row !== undefined
  return { path: raw.path, plugin: usable ? authored(raw, row) : undefined, config }
}
