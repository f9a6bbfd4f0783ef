import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, request as httpRequest, type IncomingHttpHeaders, type Server } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { brotliDecompressSync, gunzipSync } from 'node:zlib'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { listenOnFreePort } from './listen-on-free-port.ts'
import { createStaticFiles } from './static-files.ts'

const host = '127.0.0.1'
const script = `console.log(${JSON.stringify('x'.repeat(2000))})`
let folder: string
let server: Server
let port: number

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'studio-'))
  mkdirSync(join(folder, 'dist', 'assets'), { recursive: true })
  writeFileSync(join(folder, 'secret.txt'), 'secret')
  writeFileSync(
    join(folder, 'dist', 'index.html'),
    '<!doctype html><script>theme()</script><title>Studio</title>',
  )
  writeFileSync(join(folder, 'dist', 'assets', 'main-a1b2.js'), script)
  writeFileSync(join(folder, 'dist', 'favicon.svg'), '<svg/>')
  server = createServer(createStaticFiles(join(folder, 'dist')))
  port = await listenOnFreePort(server, { host, port: 0 })
})
afterAll(() => {
  server.closeAllConnections()
  server.close()
  rmSync(folder, { recursive: true })
})

function get(path: string, headers: Record<string, string> = {}, method = 'GET') {
  return new Promise<{ status: number | undefined; headers: IncomingHttpHeaders; body: Buffer }>(
    (resolve, reject) => {
      const outgoing = httpRequest({ host, port, path, method, headers }, incoming => {
        const chunks: Buffer[] = []
        incoming.on('data', (chunk: Buffer) => chunks.push(chunk))
        incoming.on('end', () =>
          resolve({ status: incoming.statusCode, headers: incoming.headers, body: Buffer.concat(chunks) }),
        )
      })
      outgoing.on('error', reject)
      outgoing.end()
    },
  )
}

test.for([
  { path: '/', type: 'text/html; charset=utf-8', cache: 'no-cache' },
  { path: '/config', type: 'text/html; charset=utf-8', cache: 'no-cache' },
  { path: '/events/42?filter=a.b', type: 'text/html; charset=utf-8', cache: 'no-cache' },
  { path: '/favicon.svg', type: 'image/svg+xml', cache: 'no-cache' },
  {
    path: '/assets/main-a1b2.js',
    type: 'text/javascript; charset=utf-8',
    cache: 'public, max-age=31536000, immutable',
  },
])('$path is $type, $cache', async ({ path, type, cache }) => {
  const reply = await get(path)
  expect(reply.status).toBe(200)
  expect(reply.headers).toMatchObject({
    'content-type': type,
    'cache-control': cache,
    'x-content-type-options': 'nosniff',
  })
  expect(reply.headers['content-security-policy']).toContain("frame-ancestors 'none'")
})

test.for([
  '/../secret.txt',
  '/..%2fsecret.txt',
  '/%2e%2e/secret.txt',
  '/..\\secret.txt',
  '/assets/gone-1.js',
  '/%ff.js',
  '/a%00.js',
])('%s is not found', async path => {
  const reply = await get(path)
  expect(reply.status).toBe(404)
  expect(reply.body.toString()).not.toContain('secret')
})

test.for([
  { accepts: 'gzip, deflate, br', coding: 'br', decode: brotliDecompressSync },
  { accepts: 'gzip', coding: 'gzip', decode: gunzipSync },
  { accepts: 'br;q=0, gzip;q=0.5', coding: 'gzip', decode: gunzipSync },
  { accepts: '', coding: undefined, decode: (bytes: Buffer) => bytes },
])('accept-encoding "$accepts" gets $coding', async ({ accepts, coding, decode }) => {
  const reply = await get('/assets/main-a1b2.js', { 'accept-encoding': accepts })
  expect(reply.headers['content-encoding']).toBe(coding)
  expect(decode(reply.body).toString()).toBe(script)
})

test('the script that stands in the page is allowed by its hash, no other is', async () => {
  const { headers } = await get('/')
  expect(headers['content-security-policy']).toMatch(
    /script-src 'self' 'wasm-unsafe-eval' 'sha256-[\w+/=]{44}';/,
  )
})

test('a page that has not changed is not sent again, and one that has is', async () => {
  const { headers } = await get('/favicon.svg')
  const again = await get('/favicon.svg', { 'if-none-match': String(headers.etag) })
  expect([again.status, again.body.length]).toEqual([304, 0])
  writeFileSync(join(folder, 'dist', 'favicon.svg'), '<svg id="new"/>')
  expect((await get('/favicon.svg', { 'if-none-match': String(headers.etag) })).status).toBe(200)
})

test('HEAD sends no body; other methods are refused', async () => {
  expect((await get('/', {}, 'HEAD')).body.length).toBe(0)
  expect((await get('/', {}, 'POST')).headers.allow).toBe('GET, HEAD')
})
