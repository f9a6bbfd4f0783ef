/** The real routes as MSW handlers, so that a mock cannot drift from the API. */
import { type HttpRequestHandler, http } from 'msw/http'
import type { Method } from '#api/endpoint.ts'
import { createApi, type Route } from '#api/serve.ts'

const register: Record<Method, HttpRequestHandler> = {
  GET: http.get,
  POST: http.post,
  PUT: http.put,
  DELETE: http.delete,
}

/** Answers the routes' paths at any origin. */
export function toMswHandlers(routes: readonly Route[]) {
  const api = createApi(routes)
  return routes.map(({ endpoint }) =>
    register[endpoint.method](`*${endpoint.path.replace(/\{(\w+)\}/g, ':$1')}`, ({ request }) =>
      api(request),
    ),
  )
}
