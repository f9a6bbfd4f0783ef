/** An endpoint of the HTTP API: one description that the server, the typed client and the mocks share. */
import { z } from 'zod'

export type Method = 'GET' | 'POST' | 'PUT' | 'DELETE'

/** `{name}` segments of the path become `params`; query and body are parsed by their schemas before a handler sees them. */
export interface Endpoint<Query, Body, Reply> {
  method: Method
  /** `/api/workspaces/{id}` */
  path: string
  query: z.ZodType<Query>
  body: z.ZodType<Body>
  reply: z.ZodType<Reply>
}

const nothing = z.undefined()

export function get<Reply, Query = undefined>(
  path: string,
  reply: z.ZodType<Reply>,
  query: z.ZodType<Query> = nothing as unknown as z.ZodType<Query>,
): Endpoint<Query, undefined, Reply> {
  return { method: 'GET', path, query, body: nothing, reply }
}

export function put<Body, Reply>(
  path: string,
  body: z.ZodType<Body>,
  reply: z.ZodType<Reply>,
): Endpoint<undefined, Body, Reply> {
  return { method: 'PUT', path, query: nothing, body, reply }
}

export function post<Body, Reply>(
  path: string,
  body: z.ZodType<Body>,
  reply: z.ZodType<Reply>,
): Endpoint<undefined, Body, Reply> {
  return { method: 'POST', path, query: nothing, body, reply }
}

export function remove(path: string): Endpoint<undefined, undefined, undefined> {
  return { method: 'DELETE', path, query: nothing, body: nothing, reply: nothing }
}
