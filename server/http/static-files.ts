/** The built page: files of one folder, compressed once and kept in memory. */
import { createHash } from 'node:crypto'
import { statSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { extname, join, resolve, sep } from 'node:path'
import { promisify } from 'node:util'
import { brotliCompress, constants, gzip } from 'node:zlib'

export type ServeFile = (incoming: IncomingMessage, outgoing: ServerResponse) => void

const mediaTypes: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.map': 'application/json; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.txt': 'text/plain; charset=utf-8',
  '.webmanifest': 'application/manifest+json',
  '.yaml': 'application/yaml; charset=utf-8',
  '.yml': 'application/yaml; charset=utf-8',
  '.wasm': 'application/wasm',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.webp': 'image/webp',
  '.woff2': 'font/woff2',
  '.ttf': 'font/ttf',
}
const compressible = /^(text\/|application\/(json|wasm|manifest|yaml)|image\/svg|font\/ttf)/

/**
 * Monaco starts its workers from blob: URLs or files of ours and styles its editor inline; the conditions' engine is
 * WebAssembly. Everything else is the studio's own.
 */
const contentSecurityPolicy = (inlineScripts: readonly string[]) =>
  [
    "default-src 'self'",
    ["script-src 'self' 'wasm-unsafe-eval'", ...inlineScripts].join(' '),
    "worker-src 'self' blob:",
    "style-src 'self' 'unsafe-inline'",
    "img-src 'self' data: blob:",
    "font-src 'self' data:",
    "connect-src 'self'",
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; ')

const securityHeaders = {
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
}

interface Asset {
  bytes: Buffer
  mediaType: string
  etag: string
  immutable: boolean
  policy: string
  /** By content coding, made when first asked for. */
  encoded: Map<Coding, Promise<Buffer>>
}

type Coding = 'br' | 'gzip'

/**
 * Serves GET and HEAD from the folder. A path without an extension that is no file is one of the page's own routes and
 * gets index.html. Files under `assets/` carry a hash in their name and never change.
 */
export function createStaticFiles(folder: string): ServeFile {
  const root = resolve(folder)
  const assets = new Map<string, Asset>()
  const find = async (path: string): Promise<Asset | undefined> => {
    const stamp = stampOf(path)
    if (stamp === undefined) return undefined
    const known = assets.get(path)
    if (known?.etag === stamp) return known
    const mediaType = mediaTypes[extname(path).toLowerCase()] ?? 'application/octet-stream'
    const immutable = path.startsWith(join(root, 'assets') + sep)
    const bytes = await readFile(path)
    const policy = contentSecurityPolicy(mediaType.startsWith('text/html') ? inlineScripts(bytes) : [])
    const asset: Asset = { bytes, mediaType, etag: stamp, immutable, policy, encoded: new Map() }
    assets.set(path, asset)
    return asset
  }
  return (incoming, outgoing) => {
    answer(root, find, { incoming, outgoing }).catch(() => sendText(outgoing, 500, 'The file cannot be read'))
  }
}

interface Exchange {
  incoming: IncomingMessage
  outgoing: ServerResponse
}

async function answer(
  root: string,
  find: (path: string) => Promise<Asset | undefined>,
  exchange: Exchange,
): Promise<void> {
  const { incoming, outgoing } = exchange
  if (incoming.method !== 'GET' && incoming.method !== 'HEAD') {
    sendText(outgoing, 405, 'Only GET and HEAD are answered here; events go to /v3/openmeter/events')
    return
  }
  const path = fileOf(root, incoming.url ?? '/')
  const asset = path === undefined ? undefined : await find(path)
  if (asset !== undefined) return send(asset, exchange)
  const page = path !== undefined && extname(path) === '' ? await find(join(root, 'index.html')) : undefined
  if (page !== undefined) return send(page, exchange)
  sendText(outgoing, 404, 'There is no such file')
}

/** The file that a request's target names; undefined when it lies outside the folder or is no path at all. */
function fileOf(root: string, target: string): string | undefined {
  try {
    const pathname = decodeURIComponent(target.split('?', 1)[0] ?? '/')
    if (/[\0\\]/.test(pathname)) return undefined
    const path = resolve(root, `.${pathname}`)
    if (path === root) return join(root, 'index.html')
    return path.startsWith(root + sep) ? path : undefined
  } catch {
    return undefined
  }
}

/** Changes when the file does; undefined when there is no such file. */
function stampOf(path: string): string | undefined {
  const found = statSync(path, { throwIfNoEntry: false })
  return found?.isFile()
    ? `"${found.size.toString(36)}-${Math.trunc(found.mtimeMs).toString(36)}"`
    : undefined
}

/** Scripts that stand in the page itself are allowed by their hashes (Content Security Policy, hash-source). */
function inlineScripts(page: Buffer): string[] {
  const scripts = page.toString('utf8').matchAll(/<script>([\s\S]*?)<\/script>/g)
  return [...scripts].map(([, text = '']) => `'sha256-${createHash('sha256').update(text).digest('base64')}'`)
}

async function send(asset: Asset, { incoming, outgoing }: Exchange): Promise<void> {
  const headers: Record<string, string | number> = {
    ...securityHeaders,
    'content-security-policy': asset.policy,
    'cache-control': asset.immutable ? 'public, max-age=31536000, immutable' : 'no-cache',
    etag: asset.etag,
    vary: 'accept-encoding',
  }
  if (incoming.headers['if-none-match'] === asset.etag) {
    outgoing.writeHead(304, headers).end()
    return
  }
  const coding = codingFor(asset, String(incoming.headers['accept-encoding'] ?? ''))
  const bytes = coding === undefined ? asset.bytes : await encode(asset, coding)
  if (coding !== undefined) headers['content-encoding'] = coding
  outgoing.writeHead(200, { ...headers, 'content-type': asset.mediaType, 'content-length': bytes.byteLength })
  outgoing.end(incoming.method === 'HEAD' ? undefined : bytes)
}

function codingFor(asset: Asset, accepted: string): Coding | undefined {
  if (asset.bytes.byteLength < 1024 || !compressible.test(asset.mediaType)) return undefined
  const accepts = (coding: Coding) => new RegExp(`(^|[ ,])${coding}(?! *; *q=0(\\.0*)?(,|$))`).test(accepted)
  if (accepts('br')) return 'br'
  return accepts('gzip') ? 'gzip' : undefined
}

const compressBrotli = promisify(brotliCompress)
const compressGzip = promisify(gzip)

function encode(asset: Asset, coding: Coding): Promise<Buffer> {
  const known = asset.encoded.get(coding)
  if (known !== undefined) return known
  // Quality 6 is within a few percent of the best and does not keep the first visitor waiting.
  const params = {
    [constants.BROTLI_PARAM_QUALITY]: 6,
    [constants.BROTLI_PARAM_SIZE_HINT]: asset.bytes.byteLength,
  }
  const encoded = coding === 'br' ? compressBrotli(asset.bytes, { params }) : compressGzip(asset.bytes)
  asset.encoded.set(coding, encoded)
  return encoded
}

function sendText(outgoing: ServerResponse, status: number, text: string): void {
  if (outgoing.headersSent) {
    outgoing.destroy()
    return
  }
  outgoing.writeHead(status, {
    ...securityHeaders,
    // RFC 9110: a 405 names what is allowed.
    ...(status === 405 ? { allow: 'GET, HEAD' } : {}),
    'content-type': 'text/plain; charset=utf-8',
    'content-length': Buffer.byteLength(text),
    'cache-control': 'no-store',
  })
  outgoing.end(text)
}
