/** The exported Admin API commands, run as they stand in a real bash against the rehearsal's Admin API. */
import { execFile } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import type { AddressInfo, Server } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { request as send } from 'undici'
import { afterEach, expect, test } from 'vitest'
import type { Workspace } from '#api/contract.ts'
import { adminApi } from '#formats/admin-api.ts'
import { createExchangeLog } from '#live/exchange-log.ts'
import type { MeteringPlugin } from '#plugin/plugin.ts'
import { loadConditions } from '../gateway/conditions.ts'
import { createGatewayServer } from '../gateway/gateway-server.ts'
import { createRehearsal } from '../gateway/rehearsal.ts'
import { createUpstreamPools } from '../gateway/upstream-pools.ts'
import { createBatchSender } from '../ingest/send-batch.ts'
import { createAdminServer } from './admin-server.ts'

const conditions = await loadConditions()

const closers: (() => unknown)[] = []
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close()
})

async function listening(server: Server & { closeAllConnections(): void }): Promise<string> {
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  closers.push(() => {
    server.closeAllConnections()
    server.close()
  })
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

const prerequisites = `_format_version: "3.0"
services:
  - name: example-service
    url: http://httpbin.konghq.com/anything
    routes:
      - name: example-route
        paths: ["/anything"]
        protocols: [http, https]
    plugins:
      - name: key-auth
consumers:
  - username: alice
    keyauth_credentials:
      - key: alice-key
`

async function aStudio() {
  const sender = createBatchSender()
  const pools = createUpstreamPools()
  const rehearsal = createRehearsal({
    studio: () => ({ endpoint: 'http://127.0.0.1:9/v3/openmeter/events', token: 'studio' }),
    gatewayPort: () => 0,
    environment: {},
    log: createExchangeLog(),
    sender,
    conditions,
  })
  const report = (error: unknown) => {
    throw error
  }
  const workspace: Workspace = {
    id: 'w1',
    name: 'Tutorial',
    text: prerequisites,
    gateway_release: '3.14',
    delivery: 'studio',
    subject_format: 'plain',
    upstreams: {},
    updated_at: '2026-01-01T00:00:00.000Z',
  }
  rehearsal.apply(workspace)
  const gateway = await listening(createGatewayServer({ running: rehearsal.running, pools, report }))
  const admin = await listening(
    createAdminServer({
      workspace: rehearsal.workspace,
      save: async changed => rehearsal.apply(rehearsal.guarded(changed)),
      conditions,
      newId: crypto.randomUUID.bind(crypto),
      now: Date.now,
      report,
    }),
  )
  closers.push(() => Promise.all([sender.close(), pools.close()]))
  return { rehearsal, gateway, admin }
}

/** The script's output; the servers answer meanwhile. */
async function bash(script: string, environment: Record<string, string>): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'metering-studio-'))
  closers.push(() => rmSync(folder, { recursive: true }))
  writeFileSync(join(folder, 'script.sh'), script)
  const env = { PATH: process.env.PATH, ...environment }
  const { stdout } = await promisify(execFile)('bash', [join(folder, 'script.sh')], { env })
  return stdout
}

const plugin: MeteringPlugin = {
  scope: {},
  config: {
    ingest_endpoint: 'https://us.api.konghq.com/v3/openmeter/events',
    api_token: '${{ env "DECK_AUTH_TOKEN" }}',
    meter_api_requests: true,
    subject: { look_up_value_in: 'header', field: 'x-tenant-id' },
    attributes: [{ source: 'query', look_up_value_in: "it's", event_property_name: 'dept' }],
  },
}

test.for<[string, MeteringPlugin['scope']]>([
  ['global', {}],
  ['a Service', { service: 'example-service' }],
  ['a Route', { route: 'example-route' }],
  ['a Consumer', { consumer: 'alice' }],
  ['a Service and a Consumer', { service: 'example-service', consumer: 'alice' }],
])('on %s: the plugin meters the next request, with the token of the shell', async ([, scope]) => {
  const { rehearsal, gateway, admin } = await aStudio()
  const [snippet] = adminApi.render(
    { ...plugin, scope },
    { mode: 'corrected', scope: { kind: 'own' }, adminUrl: admin },
  )
  const output = await bash(snippet?.text ?? '', { AUTH_TOKEN: 'spat_of_the_shell' })
  expect(output).toContain('201 Created')
  expect(rehearsal.workspace()?.text).toContain('api_token: spat_of_the_shell')
  const answer = await send(`${gateway}/anything?it%27s=sales`, {
    headers: { apikey: 'alice-key', 'x-tenant-id': 'acme' },
  })
  await answer.body.dump()
  expect(answer.statusCode).toBe(200)
  await expect
    .poll(() => rehearsal.exchanges({ limit: 1 }).exchanges[0])
    .toMatchObject({ outcome: 'emitted', events: [{ subject: 'acme', event: { data: { dept: 'sales' } } }] })

  expect(await bash(snippet?.text ?? '', { AUTH_TOKEN: 'spat_of_the_shell' })).toContain('409 Conflict')
})

test('the documents’ own command for a Service, run with its placeholder and host filled in', async () => {
  const { rehearsal, admin } = await aStudio()
  const scope = { kind: 'service', name: 'example-service' } as const
  const [snippet] = adminApi.render(plugin, { mode: 'docs', scope })
  const script = (snippet?.text ?? '').replace('http://localhost:8001', admin).replace("it's", 'dept')
  expect(await bash(script, { AUTH_TOKEN: 'spat_of_the_shell' })).toContain('201 Created')
  expect(rehearsal.workspace()?.text).toContain('service: example-service')
})

test.for([
  ['another ingest endpoint', { config: { ingest_endpoint: 'http://127.0.0.1:9/elsewhere' } }, 'studio'],
  ['another timeout', { config: { timeout: 5000 } }, 'endpoint'],
] as const)('real delivery after a PATCH with %s: %s', async ([, change, target]) => {
  const { rehearsal, admin } = await aStudio()
  const workspace = rehearsal.workspace()
  if (workspace === undefined) throw new Error('no workspace')
  const text = `${prerequisites}plugins:
  - name: metering-and-billing
    instance_name: all
    config:
      ingest_endpoint: http://127.0.0.1:9/events
      api_token: spat_x
      subject: { look_up_value_in: consumer }
`
  rehearsal.apply({ ...workspace, text, delivery: 'endpoint' })
  const answer = await send(`${admin}/plugins/all`, {
    method: 'PATCH',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(change),
  })
  await answer.body.dump()
  expect(answer.statusCode).toBe(200)
  expect([rehearsal.status().delivery.target, rehearsal.workspace()?.delivery]).toEqual([target, target])
})
