/** The typed client of the API: `call(listWorkspaces)`, `call(putWorkspace, { params: { id }, body })`. */
import type { Endpoint, PathParams } from './endpoint.ts'
import { ApiError, problem, problemOf } from './problem.ts'
import { writeQuery } from './query-string.ts'

type Given<Name extends string, Value> = undefined extends Value
  ? { [Key in Name]?: Value }
  : { [Key in Name]: Value }

/** What an endpoint needs: `params`, `query` and `body` as far as it has them. */
type CallInput<QueryInput, Body, Path extends string> = Given<'query', QueryInput> &
  Given<'body', Body> &
  (unknown extends PathParams<Path> ? { params?: undefined } : { params: PathParams<Path> }) & {
    signal?: AbortSignal
    /** Further headers, such as `authorization`. */
    headers?: Record<string, string>
  }

type InputArguments<Input> = Record<string, never> extends Input ? [input?: Input] : [input: Input]

/** Replies are parsed by the endpoint's schema; a reply that failed is thrown as an `ApiError`, as is a server that cannot be reached (status 0). */
export type CallApi = <Query, Body, Reply, Path extends string, QueryInput>(
  endpoint: Endpoint<Query, Body, Reply, Path, QueryInput>,
  ...input: InputArguments<CallInput<QueryInput, Body, Path>>
) => Promise<Reply>

interface LooseInput {
  params?: unknown
  query?: unknown
  body?: unknown
  signal?: AbortSignal | undefined
  headers?: Record<string, string> | undefined
}

/** `baseUrl` is the origin, such as `http://127.0.0.1:4400`; an empty one is the page's own. */
export function createCall(baseUrl: string, fetch: typeof globalThis.fetch = globalThis.fetch): CallApi {
  return async (endpoint, ...[given]) => {
    const input: LooseInput = given ?? {}
    const url = `${baseUrl}${urlOf(endpoint.path, input)}`
    const response = await send(fetch, url, requestOf(endpoint, input))
    if (!response.ok) throw await errorOf(response)
    const text = await response.text()
    return endpoint.reply.parse(text === '' ? undefined : JSON.parse(text))
  }
}

function urlOf(path: string, input: LooseInput): string {
  const params = (input.params ?? {}) as Record<string, string>
  const filled = path.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(params[name] ?? ''))
  const query = writeQuery((input.query ?? {}) as object)
  return query === '' ? filled : `${filled}?${query}`
}

function requestOf(
  endpoint: Pick<Endpoint<unknown, unknown, unknown>, 'method' | 'accepts'>,
  input: LooseInput,
): RequestInit {
  const headers = new Headers(input.headers)
  const init: RequestInit = { method: endpoint.method, headers }
  if (input.signal !== undefined) init.signal = input.signal
  if (input.body !== undefined) {
    if (!headers.has('content-type')) headers.set('content-type', 'application/json')
    init.body = JSON.stringify(input.body)
  }
  return init
}

async function send(fetch: typeof globalThis.fetch, url: string, init: RequestInit): Promise<Response> {
  try {
    return await fetch(url, init)
  } catch (cause) {
    if (cause instanceof Error && cause.name === 'AbortError') throw cause
    throw new ApiError(problemOf(0, 'The studio does not answer: is it running?'), { cause })
  }
}

async function errorOf(response: Response): Promise<ApiError> {
  const text = await response.text()
  const parsed = problem.safeParse(readJson(text))
  if (parsed.success) return new ApiError(parsed.data)
  return new ApiError(
    problemOf(response.status, `The studio answered ${response.status}: ${text.slice(0, 200)}`),
  )
}

function readJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
