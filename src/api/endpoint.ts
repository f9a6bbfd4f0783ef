/** An endpoint of the HTTP API: one description that the server, the typed client and the mocks share. */
import { z } from 'zod'

export type Method = 'GET' | 'POST' | 'PUT' | 'DELETE'

/** The `{name}` segments of a path: `/api/workspaces/{id}` has `{ id: string }`. */
export type PathParams<Path extends string> = Path extends `${string}{${infer Name}}${infer Rest}`
  ? { [Key in Name]: string } & PathParams<Rest>
  : unknown

/**
 * `{name}` segments of the path become `params`; query and body are parsed by their schemas before a handler sees them.
 * `QueryInput` is what a client may leave out because the schema has a default.
 */
export interface Endpoint<Query, Body, Reply, Path extends string = string, QueryInput = Query> {
  method: Method
  /** `/api/workspaces/{id}` */
  path: Path
  query: z.ZodType<Query, QueryInput>
  /** Names that the query may have several times, as OpenAPI's `style: form, explode: true`; they are read as arrays. */
  repeatable?: readonly string[]
  body: z.ZodType<Body>
  /** Media types that the body may have, without parameters. */
  accepts: readonly string[]
  /** Of a reply that succeeded. */
  status: number
  reply: z.ZodType<Reply>
}

const nothing = z.undefined()
const json = ['application/json'] as const

export function get<Path extends string, Reply, Query = undefined, QueryInput = Query>(
  path: Path,
  reply: z.ZodType<Reply>,
  query: z.ZodType<Query, QueryInput> = nothing as unknown as z.ZodType<Query, QueryInput>,
): Endpoint<Query, undefined, Reply, Path, QueryInput> {
  return { method: 'GET', path, query, body: nothing, accepts: [], status: 200, reply }
}

export function put<Path extends string, Body, Reply>(
  path: Path,
  body: z.ZodType<Body>,
  reply: z.ZodType<Reply>,
): Endpoint<undefined, Body, Reply, Path> {
  return { method: 'PUT', path, query: nothing, body, accepts: json, status: 200, reply }
}

/** Answers 201: what was posted now exists. */
export function post<Path extends string, Body, Reply>(
  path: Path,
  body: z.ZodType<Body>,
  reply: z.ZodType<Reply>,
): Endpoint<undefined, Body, Reply, Path> {
  return { method: 'POST', path, query: nothing, body, accepts: json, status: 201, reply }
}

export function remove<Path extends string>(path: Path): Endpoint<undefined, undefined, undefined, Path> {
  return { method: 'DELETE', path, query: nothing, body: nothing, accepts: [], status: 204, reply: nothing }
}
