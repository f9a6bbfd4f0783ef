/** What the API says when it fails: RFC 9457 problem details, in the shape of Konnect's errors. */
import { z } from 'zod'

/** One thing wrong with the request (Konnect API, InvalidParameters). */
const invalidParameter = z.object({
  /** The property, as a path: `[2].subject`, `filter[time][gte]`. */
  field: z.string(),
  reason: z.string(),
  rule: z.string().nullish(),
  source: z.string().optional(),
  minimum: z.number().optional(),
  maximum: z.number().optional(),
  choices: z.array(z.unknown()).optional(),
})
export type InvalidParameter = z.infer<typeof invalidParameter>

/** Konnect API, BaseError and BadRequestError; the media type is `application/problem+json`. */
export const problem = z.object({
  status: z.int(),
  title: z.string(),
  type: z.string().optional(),
  /** `kong:trace:<correlation id>` */
  instance: z.string(),
  detail: z.string(),
  invalid_parameters: z.array(invalidParameter).optional(),
})
export type Problem = z.infer<typeof problem>

const titles: Record<number, string> = {
  400: 'Bad Request',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'Not Found',
  405: 'Method Not Allowed',
  409: 'Conflict',
  410: 'Gone',
  412: 'Precondition Failed',
  413: 'Content Too Large',
  500: 'Internal Server Error',
  501: 'Not Implemented',
  503: 'Service Unavailable',
}

/** A problem as it is thrown: the server adds `instance` when it replies, the client throws the one that came back. */
export class ApiError extends Error {
  override readonly name = 'ApiError'
  readonly problem: Problem
  /** Further headers of the reply, such as `Allow`. */
  readonly headers: Record<string, string>

  constructor(problem: Problem, options: ErrorOptions & { headers?: Record<string, string> } = {}) {
    super(problem.detail, options)
    this.problem = problem
    this.headers = options.headers ?? {}
  }
}

/** An error that answers with the status. `detail` says what was expected, what was found and where. */
export function apiError(status: number, detail: string, headers: Record<string, string> = {}): ApiError {
  return new ApiError(problemOf(status, detail), { headers })
}

export function problemOf(status: number, detail: string): Problem {
  const title = titles[status] ?? 'Error'
  return { status, title, type: `https://httpstatuses.com/${status}`, instance: '', detail }
}

/** 400 with everything that is wrong, the first of it in `detail`. */
export function badRequest(parameters: readonly InvalidParameter[], options?: ErrorOptions): ApiError {
  const [first] = parameters
  const more = parameters.length > 1 ? ` (and ${parameters.length - 1} more)` : ''
  const detail = first === undefined ? 'Bad Request' : `${first.field}: ${first.reason}${more}`
  return new ApiError({ ...problemOf(400, detail), invalid_parameters: [...parameters] }, options)
}

export function notFound(what: string): ApiError {
  return apiError(404, `${what} is not found`)
}

/** The reply of a problem. */
export function problemReply(
  found: Omit<Problem, 'invalid_parameters'>,
  headers: Record<string, string> = {},
): Response {
  return new Response(JSON.stringify(found), {
    status: found.status,
    headers: { 'content-type': 'application/problem+json', 'cache-control': 'no-store', ...headers },
  })
}
