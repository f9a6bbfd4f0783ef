/** The Admin API over node:http: reads requests, and lets them change the workspace one after the other. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { hostname } from 'node:os'
import type { Workspace } from '#api/contract.ts'
import type { ConditionLanguages } from '#conditions/condition.ts'
import { readForm, readJson } from '#formats/request-body.ts'
import { kongVersionOf } from '#gateway/gateway.ts'
import { METERING_PLUGIN } from '#plugin/plugin.ts'
import { defaultRelease } from '#plugin/release.ts'
import { foreignReason } from '../http/foreign-request.ts'
import { type AdminAnswer, notFound, plainError } from './admin-answer.ts'
import { type AdminRequest, answerAdmin } from './admin-api.ts'
import { isFields } from './entity-fields.ts'

export interface AdminParts {
  /** The workspace that the gateway rehearses. */
  workspace(): Workspace | undefined
  /** Keeps the workspace and makes the gateway rehearse it. */
  save(workspace: Workspace): Promise<void>
  conditions: ConditionLanguages
  newId: () => string
  /** Milliseconds since the epoch. */
  now: () => number
  /** Told of a bug that a request met; its client gets a 500. */
  report(error: unknown): void
}

const MAX_BODY_BYTES = 16_000_000
/** The plugins that the gateway rehearses. */
const plugins = ['key-auth', 'basic-auth', 'jwt', METERING_PLUGIN]

/** A server that does not listen yet. */
export function createAdminServer(parts: AdminParts): Server {
  let last: Promise<unknown> = Promise.resolve()

  /** One after the other: a change is made to what the one before left. */
  function inTurn(request: AdminRequest): Promise<AdminAnswer> {
    const answer = last.then(() => answerRequest(request, parts))
    last = answer.catch(() => {})
    return answer
  }

  return createServer({ keepAliveTimeout: 65_000 }, (incoming, outgoing) => {
    outgoing.on('error', () => {})
    const version = kongVersionOf({ release: parts.workspace()?.gateway_release ?? defaultRelease })
    handle(incoming, inTurn).then(
      answer => send(outgoing, answer, version),
      error => {
        parts.report(error)
        send(outgoing, plainError(500, 'An unexpected error occurred'), version)
      },
    )
  })
}

async function handle(
  incoming: IncomingMessage,
  inTurn: (request: AdminRequest) => Promise<AdminAnswer>,
): Promise<AdminAnswer> {
  const { method = 'GET', headers, url = '/' } = incoming
  const site = headers['sec-fetch-site']
  const from = {
    method,
    host: headers.host,
    origin: headers.origin,
    site: typeof site === 'string' ? site : undefined,
  }
  const foreign = foreignReason(from, { hosts: [], origins: [] })
  if (foreign !== undefined) return plainError(403, foreign)
  const text = await readText(incoming)
  if (text === undefined) return plainError(413, 'Payload too large')
  const body = bodyOf(text, headers['content-type'] ?? '')
  if (body === 'broken') return plainError(400, 'Cannot parse JSON body')
  const segments = segmentsOf(url)
  if (segments === undefined) return notFound
  return inTurn({ method: method === 'HEAD' ? 'GET' : method, segments, body })
}

/** Undefined when the body is too long; what is left of it is read and thrown away. */
async function readText(incoming: IncomingMessage): Promise<string | undefined> {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of incoming as AsyncIterable<Buffer>) {
    size += chunk.byteLength
    if (size <= MAX_BODY_BYTES) chunks.push(chunk)
  }
  return size > MAX_BODY_BYTES ? undefined : Buffer.concat(chunks).toString()
}

/** Kong reads JSON and forms; a body without a type is a form, as curl sends one. */
function bodyOf(text: string, contentType: string): AdminRequest['body'] | 'broken' {
  if (text.trim() === '') return undefined
  if (!contentType.includes('json')) return readForm([{ text, literal: false }]) ?? 'broken'
  const reading = readJson(text)
  return 'value' in reading && isFields(reading.value) ? reading.value : 'broken'
}

function segmentsOf(url: string): string[] | undefined {
  const [path = ''] = url.split('?', 1)
  try {
    return path.split('/').filter(Boolean).map(decodeURIComponent)
  } catch {
    return undefined
  }
}

async function answerRequest(request: AdminRequest, parts: AdminParts): Promise<AdminAnswer> {
  const workspace = parts.workspace()
  if (request.segments.length === 0) return information(request, workspace)
  if (workspace === undefined) return plainError(503, 'no workspace is open: open the studio first')
  const time = Math.floor(Date.parse(workspace.updated_at) / 1000)
  const { text, gateway_release: release } = workspace
  const answer = answerAdmin(request, { text, release, conditions: parts.conditions, time }, parts.newId)
  if (answer.text !== undefined && answer.text !== text) {
    const updated_at = new Date(parts.now()).toISOString()
    await parts.save({ ...workspace, text: answer.text, updated_at })
  }
  return answer
}

function information({ method }: AdminRequest, workspace: Workspace | undefined): AdminAnswer {
  if (method !== 'GET') return plainError(405, 'Method not allowed')
  const body = {
    tagline: 'Welcome to kong',
    version: kongVersionOf({ release: workspace?.gateway_release ?? defaultRelease }),
    hostname: hostname(),
    plugins: { available_on_server: Object.fromEntries(plugins.map(name => [name, true])) },
    configuration: { router_flavor: 'traditional_compatible' },
  }
  return { status: 200, body }
}

function send(outgoing: ServerResponse, { status, body }: AdminAnswer, version: string): void {
  const text = body === undefined ? '' : JSON.stringify(body)
  outgoing.writeHead(status, {
    Server: `kong/${version}`,
    'Cache-Control': 'no-store',
    ...(status !== 204 && {
      'Content-Type': 'application/json; charset=utf-8',
      'Content-Length': Buffer.byteLength(text),
    }),
  })
  outgoing.end(text)
}
