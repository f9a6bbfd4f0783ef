/**
 * The HTTP API as a function from Request to Response, in any runtime. Paths, queries and bodies are parsed here, and
 * this is the only place that turns errors into replies.
 */
import { StoreUnavailable } from '#events/event-store.ts'
import type { Endpoint, Method, PathParams } from './endpoint.ts'
import { invalidParameters } from './invalid-parameters.ts'
import { nothingAt } from './openmeter/nothing-at.ts'
import { isOpenMeterPath, openMeterProblem } from './openmeter/openmeter-problem.ts'
import { ApiError, apiError, badRequest, type Problem, problemOf, problemReply } from './problem.ts'
import { readQuery } from './query-string.ts'
import { readBody } from './read-body.ts'

/** What a handler is given: everything parsed. */
interface Call<Query, Body, Params> {
  query: Query
  body: Body
  params: Params
  request: Request
}

/** An endpoint bound to its handler; made by `route`, which checks the types. */
export interface Route {
  endpoint: Endpoint<unknown, unknown, unknown>
  handle(call: Call<unknown, unknown, never>): unknown
  /** Throws what the request lacks, before anything of it is read. */
  authorize?: (request: Request) => void
}

/** A `Response` is passed on as it is, for what is not JSON. */
type Handler<Query, Body, Reply, Params> = (
  call: Call<Query, Body, Params>,
) => Reply | Response | Promise<Reply | Response>

export function route<Query, Body, Reply, Path extends string, QueryInput>(
  endpoint: Endpoint<Query, Body, Reply, Path, QueryInput>,
  handle: Handler<Query, Body, Reply, PathParams<Path>>,
): Route {
  // The schemas of the endpoint make sure that the handler gets what its type says.
  return { endpoint, handle } as unknown as Route
}

export interface ApiOptions {
  /** Bytes that a body may have; 16 MB unless said otherwise. */
  maxBodyBytes?: number
  /** Told of errors that nobody expected, beside the 500 that answers them. */
  report?: (error: unknown) => void
}

export function createApi(
  routes: readonly Route[],
  options: ApiOptions = {},
): (request: Request) => Promise<Response> {
  const find = createRouteFinder(routes)
  const maxBodyBytes = options.maxBodyBytes ?? 16_000_000
  let traces = 0
  return async request => {
    const url = new URL(request.url)
    try {
      const { route, params } = find(request.method, url.pathname)
      route.authorize?.(request)
      const query = parseQuery(route.endpoint, url.searchParams)
      const body = await readBody(route.endpoint, request, maxBodyBytes)
      const reply = await route.handle({ query, body, params: params as never, request })
      return replyOf(route.endpoint.status, reply)
    } catch (error) {
      traces += 1
      const found = { ...problemIn(error, options.report), instance: `kong:trace:${traces}` }
      return problemReply(isOpenMeterPath(url.pathname) ? openMeterProblem(found) : found, headersOf(error))
    }
  }
}

function replyOf(status: number, reply: unknown): Response {
  if (reply instanceof Response) return reply
  if (reply === undefined) return new Response(null, { status, headers: { 'cache-control': 'no-store' } })
  return new Response(JSON.stringify(reply), {
    status,
    headers: { 'content-type': 'application/json; charset=utf-8', 'cache-control': 'no-store' },
  })
}

function problemIn(error: unknown, report: ApiOptions['report']): Problem {
  if (error instanceof ApiError) return error.problem
  if (error instanceof StoreUnavailable) return problemOf(503, error.message)
  report?.(error)
  return problemOf(500, 'The studio failed; its log says how')
}

function headersOf(error: unknown): Record<string, string> {
  if (error instanceof ApiError) return error.headers
  return error instanceof StoreUnavailable ? { 'retry-after': '1' } : {}
}

interface Found {
  route: Route
  params: Record<string, string>
}

type Template = { segments: string[]; byMethod: Map<Method, Route> }

/** Paths without parameters by a map, the others one after another: there are few. */
function createRouteFinder(routes: readonly Route[]): (method: string, pathname: string) => Found {
  const templates = new Map<string, Template>()
  for (const route of routes) {
    const { path, method } = route.endpoint
    const template = templates.get(path) ?? { segments: path.split('/'), byMethod: new Map() }
    template.byMethod.set(method, route)
    templates.set(path, template)
  }
  const withParams = [...templates.values()].filter(template =>
    template.segments.some(segment => segment.startsWith('{')),
  )
  return (method, pathname) => {
    const exact = templates.get(pathname)
    if (exact !== undefined) return { route: pick(exact, method, pathname), params: {} }
    const actual = pathname.split('/')
    for (const template of withParams) {
      const params = matchSegments(template.segments, actual)
      if (params !== undefined) return { route: pick(template, method, pathname), params }
    }
    throw nothingAt(pathname)
  }
}

function pick(template: Template, method: string, pathname: string): Route {
  const found = template.byMethod.get(method as Method)
  if (found !== undefined) return found
  const allow = [...template.byMethod.keys()].join(', ')
  throw apiError(405, `${pathname} answers ${allow}, not ${method}`, { allow })
}

function matchSegments(
  template: readonly string[],
  actual: readonly string[],
): Record<string, string> | undefined {
  if (template.length !== actual.length) return undefined
  const params: Record<string, string> = {}
  for (const [index, segment] of template.entries()) {
    const value = actual[index] ?? ''
    if (!segment.startsWith('{')) {
      if (segment !== value) return undefined
      continue
    }
    if (value === '') return undefined
    params[segment.slice(1, -1)] = decodeSegment(value)
  }
  return params
}

function decodeSegment(value: string): string {
  try {
    return decodeURIComponent(value)
  } catch (cause) {
    const reason = `"${value}" is not percent-encoded UTF-8`
    throw badRequest([{ field: 'path', source: 'path', reason }], { cause })
  }
}

function parseQuery(
  { query: schema, repeatable }: Pick<Route['endpoint'], 'query' | 'repeatable'>,
  params: URLSearchParams,
): unknown {
  if (schema.safeParse(undefined).success) return undefined
  const { query, conflicts } = readQuery(params, repeatable)
  if (conflicts.length > 0) {
    throw badRequest(
      conflicts.map(field => ({
        field,
        source: 'query',
        rule: 'invalid',
        reason: 'is malformed or given twice',
      })),
    )
  }
  const parsed = schema.safeParse(query)
  if (!parsed.success) throw badRequest(invalidParameters(parsed.error, 'query'))
  return parsed.data
}
