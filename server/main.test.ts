import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, statSync } from 'node:fs'
import http from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { request as send } from 'undici'
import { afterEach, expect, test } from 'vitest'

const closers: (() => unknown)[] = []
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close()
})

interface Studio {
  child: ChildProcess
  studio: string
  gateway: string
  admin: string
  output(): string
  /** Ends it as Ctrl-C does; its exit code. */
  interrupt(): Promise<number | null>
}

function aFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'metering-studio-'))
  closers.push(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

function run(args: readonly string[]): { child: ChildProcess; output: () => string } {
  const child = spawn(process.execPath, [join(import.meta.dirname, 'main.ts'), ...args])
  let text = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on('data', chunk => {
      text += chunk
    })
  }
  closers.push(() => child.kill('SIGKILL'))
  return { child, output: () => text }
}

async function aStudio(data: string, args: readonly string[] = []): Promise<Studio> {
  const { child, output } = run([
    '--port',
    '0',
    '--gateway-port',
    '0',
    '--admin-port',
    '0',
    '--data',
    data,
    ...args,
  ])
  await expect.poll(output, { timeout: 10_000 }).toContain('Ctrl-C ends it.')
  const url = (name: string) => new RegExp(`${name} +(http://\\S+)`).exec(output())?.[1] ?? ''
  return {
    child,
    studio: url('Studio'),
    gateway: url('Gateway'),
    admin: url('Admin'),
    output,
    async interrupt() {
      child.kill('SIGINT')
      const [code] = await once(child, 'exit')
      return code
    },
  }
}

const text = `_format_version: "3.0"
services:
  - name: example-service
    url: http://httpbin.konghq.com/anything
    routes:
      - { name: example-route, paths: ["/anything"], protocols: [http, https] }
plugins:
  - name: metering-and-billing
    config:
      ingest_endpoint: https://us.api.konghq.com/v3/openmeter/events
      api_token: "spat_real"
      subject: { look_up_value_in: header, field: x-tenant-id }
      queue: { max_batch_size: 100, max_coalescing_delay: 3600 }
`

async function putWorkspace({ studio }: Studio): Promise<void> {
  const { statusCode } = await send(`${studio}/api/workspaces/w1`, {
    method: 'PUT',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({
      name: 'Tutorial',
      text,
      gateway_release: '3.14',
      delivery: 'studio',
      subject_format: 'plain',
      upstreams: {},
    }),
  })
  expect(statusCode).toBe(200)
}

async function subjects({ studio }: Studio): Promise<string[]> {
  const { body } = await send(`${studio}/v3/openmeter/events`)
  const page = (await body.json()) as { data: { event: { subject: string } }[] }
  return page.data.map(({ event }) => event.subject)
}

test('Ctrl-C delivers what waits and ends with 0; a restart has the workspace and the events', async () => {
  const data = join(aFolder(), 'new')
  const first = await aStudio(data)
  await putWorkspace(first)
  const answer = await send(`${first.gateway}/anything`, { headers: { 'x-tenant-id': 'acme' } })
  expect(answer.statusCode).toBe(200)
  await answer.body.dump()
  expect(await subjects(first)).toEqual([])
  expect(await first.interrupt()).toBe(0)
  expect(first.output()).toContain('Delivering 1 waiting events')
  expect(first.output()).not.toContain('spat_real')
  expect(statSync(data).mode & 0o777).toBe(0o700)

  const second = await aStudio(data)
  expect(await subjects(second)).toEqual(['acme'])
  const again = await send(`${second.gateway}/anything`, { headers: { 'x-tenant-id': 'acme' } })
  expect(again.statusCode).toBe(200)
  await again.body.dump()
}, 30_000)

test('a restart keeps the yes to a private upstream and the filter; the settings add their own', async () => {
  const data = aFolder()
  const first = await aStudio(data)
  await putWorkspace(first)
  const put = (path: string, body: object) =>
    send(`${first.studio}/api/gateway/${path}`, {
      method: 'PUT',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    }).then(answer => answer.body.dump())
  await put('forwarding/10.255.255.1', { allowed: true, kind: 'private' })
  await put('forwarding/169.254.169.254', { allowed: true, kind: 'metadata' })
  await put('capture', { methods: ['GET'], paths: [], statuses: [] })
  expect(await first.interrupt()).toBe(0)
  const second = await aStudio(data, ['--allow-upstream', 'db.internal'])
  const { body } = await send(`${second.studio}/api/gateway/forwarding`)
  expect(await body.json()).toEqual({
    allowed: [
      { from: 'settings', host: 'db.internal' },
      { from: 'workspace', host: '10.255.255.1', kind: 'private' },
    ],
    refused: [],
    capture: { methods: ['GET'], paths: [], statuses: [] },
  })
}, 30_000)

test('what the Admin API changes runs at once and is in the workspace', async () => {
  const studio = await aStudio(aFolder())
  await putWorkspace(studio)
  const added = await send(`${studio.admin}/services/example-service/routes`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: '{"name":"second","paths":["/second"],"protocols":["http"]}',
  })
  expect(added.statusCode).toBe(201)
  await added.body.dump()
  const answer = await send(`${studio.gateway}/second`)
  expect(answer.statusCode).toBe(200)
  await answer.body.dump()
  const { body } = await send(`${studio.studio}/api/workspaces/w1`)
  expect(await body.json()).toMatchObject({ text: expect.stringContaining('second') })
}, 30_000)

test('a second Ctrl-C leaves at once', async () => {
  const studio = await aStudio(aFolder())
  await putWorkspace(studio)
  await (await send(`${studio.gateway}/anything`, { headers: { 'x-tenant-id': 'acme' } })).body.dump()
  studio.child.kill('SIGINT')
  await expect.poll(studio.output).toContain('Ctrl-C again')
  expect(await studio.interrupt()).toBe(130)
}, 30_000)

test('a taken port is replaced by another, which is said', async () => {
  const other = http.createServer().listen(0, '127.0.0.1')
  await once(other, 'listening')
  closers.push(() => other.close())
  const { port } = other.address() as AddressInfo
  const studio = await aStudio(aFolder(), ['--gateway-port', String(port)])
  const notice = new RegExp(`Port ${port} is taken; the gateway listens on \\d+\\.`)
  expect(studio.output()).toMatch(notice)
  const { body } = await send(`${studio.studio}/api/studio`)
  expect(await body.json()).toMatchObject({
    gateway_url: studio.gateway,
    notices: [expect.stringMatching(notice)],
  })
}, 30_000)

test('a second studio on the same data folder is told who uses it', async () => {
  const folder = aFolder()
  const first = await aStudio(folder)
  const { child, output } = run(['--port', '0', '--gateway-port', '0', '--admin-port', '0', '--data', folder])
  expect(await once(child, 'close')).toEqual([1, null])
  expect(output()).toBe(
    `The data folder ${folder} is in use by another Metering Studio (process ${first.child.pid} at ${first.studio}). End that one, or give this one a folder of its own with --data.\n`,
  )
  first.child.kill('SIGKILL')
  await once(first.child, 'exit')
  expect((await aStudio(folder)).studio).toContain('http')
}, 30_000)

test.for<[string[], number, string | RegExp]>([
  [
    ['--data', import.meta.filename],
    1,
    `The data folder ${import.meta.filename} cannot be used: expected a folder, found a file at ${import.meta.filename}. Name another folder with --data or METERING_STUDIO_DATA.\n`,
  ],
  [['--help'], 0, 'npm start -- [flags]'],
  [['--version'], 0, /^\d+\.\d+\.\d+\n$/],
  [['--port', 'x'], 2, '--port: expected a port from 0 to 65535, found "x".'],
])('%j exits with %i', { timeout: 30_000 }, async ([args, code, said]) => {
  const { child, output } = run(args)
  expect(await once(child, 'close')).toEqual([code, null])
  expect(output()).toMatch(said)
})

test('a token is asked of clients, and not of the page itself', async () => {
  const { studio } = await aStudio(aFolder(), ['--token', 'kpat_right'])
  const ask = async (method: string, headers: Record<string, string>) => {
    const json = method === 'POST' ? { body: '[]' } : {}
    const given = { method, headers: { 'content-type': 'application/json', ...headers }, ...json }
    return (await send(`${studio}/v3/openmeter/events`, given)).statusCode
  }
  const ofPage = { 'sec-fetch-site': 'same-origin' }
  const withToken = { authorization: 'Bearer kpat_right' }
  expect([await ask('GET', {}), await ask('GET', ofPage), await ask('GET', withToken)]).toEqual([
    401, 200, 200,
  ])
  expect([await ask('POST', ofPage), await ask('POST', withToken)]).toEqual([401, 202])
})
