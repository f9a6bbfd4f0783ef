/** One request per operation of an OpenAPI document (3.x, or Swagger 2.0), in JSON or YAML: a source of routes, not of traffic. */
import { parseDocument } from 'yaml'
import { z } from 'zod'
import type { ObservedRequest, TrafficRecord } from './observed-request.ts'
import { problemAt } from './problem-at.ts'
import { targetOf } from './target-of.ts'

const METHODS = ['get', 'put', 'post', 'delete', 'options', 'head', 'patch', 'trace'] as const

const schema = z
  .object({
    type: z.union([z.string(), z.array(z.string())]).optional(),
    format: z.string().optional(),
    example: z.unknown().optional(),
    default: z.unknown().optional(),
    enum: z.array(z.unknown()).optional(),
  })
  .loose()
const parameter = z
  .object({
    name: z.string(),
    in: z.string(),
    required: z.boolean().optional(),
    example: z.unknown().optional(),
    schema: schema.optional(),
  })
  .loose()
type Parameter = z.infer<typeof parameter>

const reference = z.object({ $ref: z.string() })
const parameters = z.array(z.unknown()).default([])
const operation = z.object({ parameters }).loose()
const pathItem = z.object({ parameters }).loose()
const openapi = z
  .object({
    openapi: z.string().optional(),
    swagger: z.string().optional(),
    servers: z.array(z.object({ url: z.string() }).loose()).optional(),
    host: z.string().optional(),
    basePath: z.string().optional(),
    paths: z.record(z.string(), z.unknown()),
  })
  .loose()
  .refine(of => of.openapi !== undefined || of.swagger !== undefined)
type OpenApi = z.infer<typeof openapi>

/** Path parameters and required ones have their example, default or first choice, else a value of their type. */
export function readOpenApi(text: string): TrafficRecord[] {
  const document = parseDocument(text, { logLevel: 'silent' })
  const [error] = document.errors
  if (error !== undefined) return [problemAt(error.linePos?.[0].line ?? 1, `${error.message.split('\n')[0]}`)]
  const parsed = openapi.safeParse(document.toJS())
  if (!parsed.success)
    return [problemAt(1, 'Expected an OpenAPI document: with openapi (or swagger) and paths.')]
  const operations = Object.entries(parsed.data.paths).flatMap(([path, item]) =>
    operationsOf(parsed.data, path, item),
  )
  return operations.map((read, index) => read(index + 1))
}

type ReadAt = (position: number) => TrafficRecord

function operationsOf(api: OpenApi, path: string, given: unknown): ReadAt[] {
  const item = pathItem.safeParse(resolve(api, given))
  if (!item.success) return [position => problemAt(position, `${path} is no path item.`)]
  return METHODS.flatMap((method): ReadAt[] => {
    const found = operation.safeParse(resolve(api, item.data[method]))
    if (!found.success)
      return item.data[method] === undefined
        ? []
        : [at => problemAt(at, `${method} ${path} is no operation.`)]
    const list = [...found.data.parameters, ...item.data.parameters].flatMap(of => {
      const read = parameter.safeParse(resolve(api, of))
      return read.success ? [read.data] : []
    })
    return [position => recordOf(api, { method, path, list, position })]
  })
}

interface Operation {
  method: string
  path: string
  list: readonly Parameter[]
  position: number
}

function recordOf(api: OpenApi, { method, path, list, position }: Operation): TrafficRecord {
  const named = (place: string, name: string) => list.find(of => of.in === place && of.name === name)
  const filled = path.replace(/\{([^}]+)\}/g, (_, name: string) =>
    encodeURIComponent(sampleOf(named('path', name))),
  )
  const required = list.filter(
    (of, index) =>
      of.required === true && list.findIndex(same => same.name === of.name && same.in === of.in) === index,
  )
  const query = required
    .filter(of => of.in === 'query')
    .map(of => `${encodeURIComponent(of.name)}=${encodeURIComponent(sampleOf(of))}`)
  const at = targetOf(`${baseOf(api)}${filled}${query.length > 0 ? `?${query.join('&')}` : ''}`)
  if (at === undefined)
    return problemAt(position, `${method} ${path}: the server ${baseOf(api)} is no http URL.`)
  const request: ObservedRequest = {
    position,
    method: method.toUpperCase(),
    ...at,
    headers: required.filter(of => of.in === 'header').map(of => [of.name, sampleOf(of)]),
  }
  return { kind: 'request', request }
}

/** The first server without its end slash, with its variables left as they stand; Swagger 2.0 has a base path. */
function baseOf({ servers, host, basePath }: OpenApi): string {
  const url = servers?.[0]?.url ?? `${host === undefined ? '' : `https://${host}`}${basePath ?? ''}`
  return url.replace(/\/$/, '')
}

function sampleOf(of: Parameter | undefined): string {
  const { example, schema: type } = of ?? {}
  const given = example ?? type?.example ?? type?.default ?? type?.enum?.[0]
  if (typeof given === 'string' || typeof given === 'number' || typeof given === 'boolean')
    return String(given)
  if (type?.format === 'uuid') return '00000000-0000-4000-8000-000000000000'
  const kind = Array.isArray(type?.type) ? type.type[0] : type?.type
  if (kind === 'integer' || kind === 'number') return '1'
  return kind === 'boolean' ? 'true' : (of?.name ?? 'value')
}

/** References within the document (`#/components/parameters/id`); any other stays as it is. */
function resolve(api: OpenApi, given: unknown): unknown {
  const found = reference.safeParse(given)
  if (!found.success || !found.data.$ref.startsWith('#/')) return given
  const names = found.data.$ref
    .slice(2)
    .split('/')
    .map(name => name.replaceAll('~1', '/').replaceAll('~0', '~'))
  let at: unknown = api
  for (const name of names) {
    if (typeof at !== 'object' || at === null || !Object.hasOwn(at, name)) return undefined
    at = (at as Record<string, unknown>)[name]
  }
  return at
}
