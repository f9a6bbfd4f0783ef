/** The API without a socket: requests in, replies with their parsed bodies out. */
import { createApi, type Route } from '#api/serve.ts'

export interface ApiReply {
  status: number
  headers: Headers
  text: string
  /** Parsed JSON; undefined when the reply is empty or something else. */
  body: unknown
}

export type Send = (
  method: string,
  path: string,
  init?: RequestInit & { json?: unknown },
) => Promise<ApiReply>

export function createApiClient(routes: readonly Route[]): Send {
  const api = createApi(routes)
  return async (method, path, { json, ...init } = {}) => {
    const headers = new Headers(init.headers)
    const body = json === undefined ? init.body : JSON.stringify(json)
    if (json !== undefined && !headers.has('content-type')) headers.set('content-type', 'application/json')
    const reply = await api(
      new Request(`http://studio${path}`, { ...init, method, headers, body: body ?? null }),
    )
    const text = await reply.text()
    const isJson = /json/.test(reply.headers.get('content-type') ?? '') && text !== ''
    return { status: reply.status, headers: reply.headers, text, body: isJson ? JSON.parse(text) : undefined }
  }
}
