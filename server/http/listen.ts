/** The API and the page over node:http. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { problemOf } from '#api/problem.ts'
import { foreignReason, type RequestOrigin, type TrustedPlaces } from './foreign-request.ts'
import type { ServeFile } from './static-files.ts'

export interface HttpParts {
  api(request: Request): Promise<Response>
  /** Answers what is not the API's; without it that is the API's 404. */
  files?: ServeFile
  trusted?: Partial<TrustedPlaces>
  /** Bytes that a body may have; 16 MB unless said otherwise. */
  maxBodyBytes?: number
  /** Told of failures that no reply could carry. */
  report?: (error: unknown) => void
}

/** Paths that the API answers, even when nothing is at them. */
const apiPath = /^\/(?:api|v3)(?:\/|$|\?)/

const ingestPath = /^\/(?:(?:api\/)?v3\/openmeter|api\/v1)\/events\/?(?:$|\?)/

/** A server that does not listen yet. */
export function createHttpServer(parts: HttpParts): Server {
  const trusted = { hosts: parts.trusted?.hosts ?? [], origins: parts.trusted?.origins ?? [] }
  const maxBodyBytes = parts.maxBodyBytes ?? 16_000_000
  const answerApi = createApiAnswer(parts.api, maxBodyBytes)
  const server = createServer({ keepAliveTimeout: 65_000 }, (incoming, outgoing) => {
    // A client that went away is no failure of ours.
    outgoing.on('error', () => {})
    const refused = foreignReason(originOf(incoming), trusted)
    if (refused !== undefined) {
      sendProblem(outgoing, 403, refused)
      return
    }
    if (parts.files !== undefined && !apiPath.test(incoming.url ?? '')) {
      parts.files(incoming, outgoing)
      return
    }
    answerApi(incoming, outgoing).catch(error => fail(outgoing, error, parts.report))
  })
  return server
}

function originOf({ method = '', url = '', headers }: IncomingMessage): RequestOrigin {
  const site = headers['sec-fetch-site']
  return {
    method,
    host: headers.host,
    origin: headers.origin,
    site: typeof site === 'string' ? site : undefined,
    ingests: method === 'POST' && ingestPath.test(url),
  }
}

function createApiAnswer(api: HttpParts['api'], maxBodyBytes: number) {
  return async (incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> => {
    const body = await readBytes(incoming, maxBodyBytes)
    if (body === 'aborted') return
    if (body === 'too large') {
      sendProblem(outgoing, 413, `The body is larger than ${maxBodyBytes} bytes`)
      return
    }
    const request = requestOf(incoming, body)
    if (request === undefined) {
      sendProblem(outgoing, 400, 'The request line or a header is not valid HTTP')
      return
    }
    await sendResponse(outgoing, await api(request))
  }
}

async function sendResponse(outgoing: ServerResponse, response: Response): Promise<void> {
  const payload = response.body === null ? undefined : Buffer.from(await response.arrayBuffer())
  if (outgoing.destroyed) return
  const headers: Record<string, string | number> = Object.fromEntries(response.headers)
  // RFC 9110: a 204 has no Content-Length.
  if (response.status !== 204) headers['content-length'] = payload?.byteLength ?? 0
  outgoing.writeHead(response.status, headers)
  outgoing.end(payload)
}

type Bytes = Buffer | undefined | 'aborted' | 'too large'

/**
 * The whole body; undefined for none. Over the limit the rest is read and thrown away: memory stays bounded, and the
 * client gets to read the reply.
 */
function readBytes(incoming: IncomingMessage, limit: number): Promise<Bytes> {
  if (Number(incoming.headers['content-length'] ?? 0) > limit) {
    incoming.resume()
    return Promise.resolve('too large')
  }
  return new Promise(resolve => {
    const chunks: Buffer[] = []
    let size = 0
    incoming.on('data', (chunk: Buffer) => {
      size += chunk.byteLength
      if (size <= limit) chunks.push(chunk)
      else resolve('too large')
    })
    incoming.on('end', () => resolve(size === 0 ? undefined : joined(chunks)))
    incoming.on('error', () => resolve('aborted'))
    incoming.on('close', () => resolve('aborted'))
  })
}

function joined(chunks: readonly Buffer[]): Buffer {
  const [only] = chunks
  return chunks.length === 1 && only !== undefined ? only : Buffer.concat(chunks)
}

/** What routes read. */
const passedHeaders = ['content-type', 'content-length', 'authorization', 'accept', 'sec-fetch-site'] as const

/** Undefined when the Fetch API cannot express the request: a target such as `*`, a method such as TRACE. */
function requestOf(incoming: IncomingMessage, body: Buffer | undefined): Request | undefined {
  const { method = 'GET', url = '/', headers: given } = incoming
  try {
    const headers = new Headers()
    for (const name of passedHeaders) {
      const value = given[name]
      if (value !== undefined) headers.set(name, value)
    }
    const hasBody = body !== undefined && method !== 'GET' && method !== 'HEAD'
    return new Request(
      `http://${given.host}${url}`,
      hasBody
        ? {
            method,
            headers,
            body: new Uint8Array(body.buffer as ArrayBuffer, body.byteOffset, body.byteLength),
          }
        : { method, headers },
    )
  } catch {
    return undefined
  }
}

function fail(outgoing: ServerResponse, error: unknown, report: HttpParts['report']): void {
  report?.(error)
  if (outgoing.headersSent) outgoing.destroy()
  else sendProblem(outgoing, 500, 'The studio failed; its log says how')
}

function sendProblem(outgoing: ServerResponse, status: number, detail: string): void {
  const body = JSON.stringify({ ...problemOf(status, detail), instance: 'kong:trace:0' })
  outgoing.writeHead(status, {
    'content-type': 'application/problem+json',
    'content-length': Buffer.byteLength(body),
    'cache-control': 'no-store',
  })
  outgoing.end(body)
}
