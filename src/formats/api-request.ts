/** A request to Kong's Admin API or Konnect's core-entities, as the state file that it amounts to. */
import type { ImportSink } from './import-sink.ts'
import type { ImportFormat } from './import-text.ts'
import { importedEntity, importedPlugin, type Owners, placeholderName } from './imported-entity.ts'
import { isId } from './plugin-row.ts'
import { isFields } from './state-file.ts'

type Fields = Record<string, unknown>

export interface ApiRequest {
  method: string
  url: string
  /** The body's value; undefined when there is none. */
  body: unknown
  /** The line of the command, for notes. */
  line: number
}

/** Collection in the URL → the entity's kind. */
const collections: Readonly<Record<string, 'service' | 'route' | 'consumer' | 'plugin'>> = {
  services: 'service',
  routes: 'route',
  consumers: 'consumer',
  plugins: 'plugin',
}

/** A Consumer's credentials in the URL → their list in a state file. */
const credentialLists: Readonly<Record<string, string>> = {
  'key-auth': 'keyauth_credentials',
  'basic-auth': 'basicauth_credentials',
  jwt: 'jwt_secrets',
  acls: 'acls',
  'hmac-auth': 'hmacauth_credentials',
  oauth2: 'oauth2_credentials',
}

/** What a request creates or changes: an entity of a kind, alone or below an owner. */
interface Target {
  collection: string
  key?: string | undefined
  owner?: { kind: 'service' | 'route' | 'consumer'; key: string }
}

function decoded(segment: string): string {
  try {
    return decodeURIComponent(segment)
  } catch {
    return segment
  }
}

/** A key of the URL: a name or id, or the documents' placeholder for one of that kind. */
function keyOf(kind: string, segment: string | undefined): string | undefined {
  if (segment === undefined) return undefined
  return /^\{.*\}$/.test(segment) ? placeholderName(kind) : decoded(segment)
}

/** The path's segments from the collection on; what stands before it is at most a workspace. */
function entityPath(url: string): string[] | undefined {
  const path = /^(?:[a-z][a-z+.-]*:\/\/)?[^/?#]*(\/[^?#]*)?/i.exec(url)?.[1] ?? ''
  const segments = path.split('/').filter(segment => segment !== '')
  const core = segments.indexOf('core-entities')
  const inside = core === -1 ? segments : segments.slice(core + 1)
  const start = inside.findIndex(segment => Object.hasOwn(collections, segment))
  return start === -1 || start > 1 ? undefined : inside.slice(start)
}

function targetOf(url: string): Target | undefined {
  const [collection = '', first, nested, second, ...more] = entityPath(url) ?? []
  const kind = Object.hasOwn(collections, collection) ? collections[collection] : undefined
  if (kind === undefined || more.length > 0) return undefined
  const key = keyOf(kind, first)
  if (nested === undefined || key === undefined) return { collection, key }
  const isCredential = kind === 'consumer' && Object.hasOwn(credentialLists, nested)
  const isNested = nested === 'plugins' || (nested === 'routes' && kind === 'service') || isCredential
  if (!isNested || kind === 'plugin') return undefined
  return { collection: nested, key: keyOf(nested.replace(/s$/, ''), second), owner: { kind, key } }
}

const keyFields: Readonly<Record<string, string>> = {
  services: 'name',
  routes: 'name',
  consumers: 'username',
  plugins: 'instance_name',
}

/** The key of the URL as a field of the entity. */
function keyField({ collection, key }: Target): Fields {
  const field = keyFields[collection]
  if (key === undefined || field === undefined) return {}
  return isId(key) ? { id: key } : { [field]: key }
}

function ownerReference(key: string): Fields {
  return isId(key) ? { id: key } : { name: key }
}

/** The state file's section that a request amounts to. */
function sectionOf(target: Target, body: Fields): Fields {
  const { collection, owner } = target
  const list = credentialLists[collection]
  if (owner !== undefined && list !== undefined) {
    const consumer = isId(owner.key) ? { id: owner.key } : { username: owner.key }
    return { consumers: [{ ...consumer, [list]: [importedEntity(body)] }] }
  }
  if (collection === 'plugins') {
    const owners: Owners = owner === undefined ? {} : { [owner.kind]: owner.key }
    return { plugins: [{ ...importedPlugin(body, owners), ...keyField(target) }] }
  }
  const service = owner === undefined ? {} : { service: ownerReference(owner.key) }
  return { [collection]: [{ ...keyField(target), ...importedEntity(body), ...service }] }
}

function noteReservations(request: ApiRequest, target: Target, sink: ImportSink): void {
  const keys = [target.key, target.owner?.key].filter(key => key?.endsWith('Name|Id'))
  for (const key of keys) {
    sink.note(
      request.line,
      `The URL holds a placeholder instead of a name or id: it is imported as \`${key}\`.`,
    )
  }
  if (request.method === 'PATCH') {
    sink.note(request.line, 'PATCH changes only the fields that it names; all others stay as they are.')
  }
}

function formatOf(url: string): ImportFormat {
  return /core-entities|api\.konghq\.com/.test(url) ? 'konnect-api' : 'admin-api'
}

/** The URL without what may be secret in it. */
function shownUrl(url: string): string {
  const path = url.replace(/^[a-z+.-]+:\/\/[^/]*/i, '').replace(/[?#].*$/s, '')
  return path.length > 80 ? `${path.slice(0, 79)}…` : path || '/'
}

/** Reads one request. What it cannot mean as configuration is noted. */
export function readApiRequest(request: ApiRequest, sink: ImportSink): void {
  const { method, url, body, line } = request
  const target = targetOf(url)
  const leftOut = (why: string) =>
    sink.note(line, `The ${method} to \`${shownUrl(url)}\` was left out: ${why}`)
  if (target === undefined) {
    leftOut('only services, routes, consumers, their credentials and plugins are read.')
  } else if (!['POST', 'PUT', 'PATCH'].includes(method)) leftOut('it sets nothing.')
  else if (body === undefined) leftOut('it has no body.')
  else if (!isFields(body)) leftOut('its body is not a JSON object.')
  else if (target.collection === 'plugins' && typeof body.name !== 'string' && method !== 'PATCH') {
    leftOut('its body has no `name`, so that it is not known which plugin it is.')
  } else {
    noteReservations(request, target, sink)
    const credential = Object.hasOwn(credentialLists, target.collection)
    sink.add({
      format: formatOf(url),
      line,
      file: sectionOf(target, body),
      ...(method === 'PATCH' || credential ? { partial: true } : {}),
    })
  }
}
