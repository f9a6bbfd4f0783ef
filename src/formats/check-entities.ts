/** Checks every entity of a state file, resolves what refers to what, and builds the gateway's state. */
import { type DeckPlugin, deckConsumer, deckPlugin, deckRoute, deckService } from '#entities/deck.ts'
import type {
  Consumer,
  DocumentPath,
  GatewayState,
  PluginRow,
  Route,
  Service,
} from '#entities/gateway-state.ts'
import type { GatewayRelease } from '#plugin/release.ts'
import { checkValue } from './check-value.ts'
import { type Attachment, consumerFrom, pluginFrom, routeFrom, serviceFrom } from './gateway-reading.ts'
import { nearest } from './nearest.ts'
import { isMetering, type PluginReading, readPlugin } from './plugin-reading.ts'
import { remembered } from './remembered.ts'
import { type Reporter, rangeAt } from './reporter.ts'
import { isFields, type RawEntity, rawEntities } from './state-file.ts'

export interface EntityReading {
  state: GatewayState
  plugins: PluginReading[]
  counts: { services: number; routes: number; consumers: number; plugins: number }
}

type Kind = 'service' | 'route' | 'consumer'
const kindNames = { service: 'Service', route: 'Route', consumer: 'Consumer' } as const

/** Finds entities by what a state file may call them: id, name, username. */
interface Directory {
  /** The id of what stands at a path in the document (for nested entities). */
  idOf(raw: RawEntity): string | undefined
  find(kind: Kind, reference: string): string | undefined
  names(kind: Kind): string[]
}

interface Context {
  reporter: Reporter
  release: GatewayRelease
}

/** Reports entities of one kind that decK would take for the same. */
function unique<T extends { origin: DocumentPath }>(
  entities: T[],
  keyOf: (entity: T) => string | undefined,
  { reporter, noun }: { reporter: Reporter; noun: string },
): void {
  const seen = new Set<string>()
  for (const entity of entities) {
    const key = keyOf(entity)
    if (key === undefined) continue
    if (seen.has(key)) {
      const message = `Another ${noun} \`${key}\` stands above; decK takes each once.`
      reporter.report({ severity: 'error', code: 'duplicate-entity', message, path: entity.origin })
    }
    seen.add(key)
  }
}

const nameOf = (entity: Service | Route | Consumer): string | undefined =>
  'keyauth_credentials' in entity ? (entity.username ?? entity.custom_id) : entity.name

function directoryOf(state: Omit<GatewayState, 'plugins'>): Directory {
  const tables = { service: state.services, route: state.routes, consumer: state.consumers }
  const indexed = (entities: readonly (Service | Route | Consumer)[]) =>
    new Map(
      entities.flatMap(entity => [
        [nameOf(entity) ?? entity.id, entity.id] as const,
        [entity.id, entity.id] as const,
      ]),
    )
  const indexes = {
    service: indexed(state.services),
    route: indexed(state.routes),
    consumer: indexed(state.consumers),
  }
  const everything = [...state.services, ...state.routes, ...state.consumers]
  const byOrigin = new Map(everything.map(entity => [entity.origin.join('/'), entity.id]))
  return {
    idOf: raw => byOrigin.get(raw.path.join('/')),
    find: (kind, reference) => indexes[kind].get(reference),
    names: kind => tables[kind].flatMap(entity => nameOf(entity) ?? []),
  }
}

/**
 * Says that a reference leads nowhere in this document; a control plane may still know the entity. A document without
 * any entity of that kind, as most snippets in Kong's documents are, is a part of a configuration and no mistake.
 */
function dangling(
  context: Context,
  kind: Kind,
  reference: { name: string; path: DocumentPath; names: string[] },
) {
  const { reporter } = context
  const meant = nearest(reference.name, reference.names)
  const range = rangeAt(reporter.source, reference.path)
  reporter.report({
    severity: reference.names.length === 0 ? 'hint' : 'warning',
    code: 'unknown-reference',
    message: `The ${kindNames[kind]} \`${reference.name}\` is not in this document, so the rehearsal leaves this out.`,
    path: reference.path,
    why: `decK accepts it if the control plane already has a ${kindNames[kind]} of that name.`,
    ...(meant === undefined
      ? {}
      : { fix: reporter.fix(`Change to \`${meant}\``, range.start, { end: range.end, text: meant }) }),
  })
}

function readRoutes(raws: RawEntity[], services: Service[], context: Context): Route[] {
  const directory = directoryOf({ services, routes: [], consumers: [] })
  return raws.flatMap(raw => {
    const route = checkValue(
      { reporter: context.reporter, schema: deckRoute, path: raw.path, noun: 'Route' },
      shallow(raw.value),
    )
    if (route === undefined) return []
    if (raw.within.service !== undefined)
      return [routeFrom(route, directory.idOf(raw.within.service), raw.path)]
    const name = route.service?.id ?? route.service?.name
    if (name === undefined) return [routeFrom(route, undefined, raw.path)]
    const service = directory.find('service', name)
    if (service !== undefined) return [routeFrom(route, service, raw.path)]
    const path = [...raw.path, 'service', route.service?.id === undefined ? 'name' : 'id']
    dangling(context, 'service', { name, path, names: directory.names('service') })
    return []
  })
}

/** An entity without its nested entities, which are checked where they stand. */
const shallow = (value: unknown) => (isFields(value) ? withoutNested(value) : value)

const withoutNested = remembered((entity: Record<string, unknown>) => {
  const hidden = (['routes', 'plugins'] as const).filter(field => Array.isArray(entity[field]))
  return hidden.length === 0 ? entity : { ...entity, ...Object.fromEntries(hidden.map(field => [field, []])) }
})

type Rows = Context & { directory: Directory }

/** The id that a row refers to or is nested under; null when that is not in the document. */
function attachedTo(
  { raw, kind, name }: { raw: RawEntity; kind: Kind; name: string | undefined },
  { directory, ...context }: Rows,
): string | null | undefined {
  const owner = raw.within[kind]
  if (name === undefined) return owner === undefined ? undefined : (directory.idOf(owner) ?? null)
  const id = directory.find(kind, name)
  if (id === undefined)
    dangling(context, kind, { name, path: [...raw.path, kind], names: directory.names(kind) })
  return id ?? null
}

/** The ids that a plugin row hangs on; undefined when one of them is not in the document. */
function attach(raw: RawEntity, row: DeckPlugin, rows: Rows): Attachment | undefined {
  const kinds = ['service', 'route', 'consumer'] as const
  const found = kinds.map(kind => [kind, attachedTo({ raw, kind, name: row[kind] }, rows)] as const)
  const grouped = raw.within.consumerGroup !== undefined || row.consumer_group !== undefined
  if (grouped || found.some(([, id]) => id === null)) return undefined
  return Object.fromEntries(found.filter(([, id]) => id !== undefined))
}

/** The scope of a metering plugin on a consumer group is none that can be exported. */
function refuseGroup(raw: RawEntity, reading: PluginReading, reporter: Reporter): PluginReading {
  const nested = raw.within.consumerGroup !== undefined
  if (!(nested || (isFields(raw.value) && raw.value.consumer_group !== undefined))) return reading
  reporter.report({
    severity: 'error',
    code: 'consumer-group-scope',
    message: 'metering-and-billing cannot be attached to a consumer group; use a Consumer, Route or Service.',
    path: nested ? [...raw.path, 'name'] : [...raw.path, 'consumer_group'],
    why: "The plugin's published schema has no `consumer_group`.",
  })
  return { ...reading, plugin: undefined }
}

function readRows(raws: RawEntity[], directory: Directory, context: Context) {
  const plugins: PluginReading[] = []
  const rows = raws.flatMap(raw => {
    const row = checkValue(
      { reporter: context.reporter, schema: deckPlugin, path: raw.path, noun: 'plugin' },
      raw.value,
    )
    const reading = isMetering(raw)
      ? refuseGroup(raw, readPlugin(raw, row, context), context.reporter)
      : undefined
    if (reading !== undefined) plugins.push(reading)
    const attachment = row && attach(raw, row, { ...context, directory })
    if (row === undefined || attachment === undefined) return []
    const config = reading?.config === undefined ? row.config : { ...reading.config }
    return [pluginFrom({ ...row, config }, attachment, raw.path)]
  })
  return { rows, plugins }
}

/** Kong holds one row per plugin and scope. */
function onePerScope(rows: PluginRow[], reporter: Reporter): void {
  const seen = new Set<string>()
  for (const { name, service, route, consumer, origin } of rows) {
    const key = JSON.stringify([name, service, route, consumer])
    if (seen.has(key)) {
      const message = `Another \`${name}\` stands on the same scope above; Kong keeps one row per plugin and scope.`
      reporter.report({ severity: 'error', code: 'duplicate-plugin', message, path: [...origin, 'name'] })
    }
    seen.add(key)
  }
}

function entitiesOf<T, U>(
  raws: RawEntity[],
  read: (raw: RawEntity) => T | undefined,
  make: (value: T, path: DocumentPath) => U,
): U[] {
  return raws.flatMap(raw => {
    const value = read(raw)
    return value === undefined ? [] : [make(value, raw.path)]
  })
}

/** Reads the entities of a state file's value. */
export function readEntities(file: unknown, context: Context): EntityReading {
  const { reporter } = context
  const raw = rawEntities(file)
  const services = entitiesOf(
    raw.services,
    ({ value, path }) => checkValue({ reporter, schema: deckService, path, noun: 'Service' }, shallow(value)),
    serviceFrom,
  )
  const consumers = entitiesOf(
    raw.consumers,
    ({ value, path }) =>
      checkValue({ reporter, schema: deckConsumer, path, noun: 'Consumer' }, shallow(value)),
    consumerFrom,
  )
  const routes = readRoutes(raw.routes, services, context)
  unique(services, entity => entity.name ?? entity.id, { reporter, noun: 'Service' })
  unique(routes, entity => entity.name ?? entity.id, { reporter, noun: 'Route' })
  unique(consumers, entity => entity.username ?? entity.id, { reporter, noun: 'Consumer' })
  const { rows, plugins } = readRows(raw.plugins, directoryOf({ services, routes, consumers }), context)
  onePerScope(rows, reporter)
  return {
    state: { services, routes, consumers, plugins: rows },
    plugins,
    counts: {
      services: raw.services.length,
      routes: raw.routes.length,
      consumers: raw.consumers.length,
      plugins: raw.plugins.length,
    },
  }
}
