import { once } from 'node:events'
import http, { type ServerResponse } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import type { Dispatcher } from 'undici'
import { afterEach, expect, test } from 'vitest'
import { createForwarding } from '#api/forwarding.ts'
import { exampleService } from '#testing/gateway-builders.ts'
import { createUpstreamPools, type UpstreamPool } from './upstream-pools.ts'

const closers: (() => unknown)[] = []
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close()
})

/** An upstream that answers when it is told to. */
async function anUpstream() {
  const sockets: Socket[] = []
  const waiting: ServerResponse[] = []
  const server = http.createServer((_, response) => waiting.push(response))
  server.on('connection', socket => sockets.push(socket))
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  closers.push(() => {
    server.closeAllConnections()
    server.close()
  })
  const { port } = server.address() as AddressInfo
  return {
    sockets,
    waiting,
    service: { ...exampleService, protocol: 'http', host: '127.0.0.1', port } as const,
  }
}

/** Sends over a connection of the pool, and gives it back at the end of the answer. */
function send(pool: UpstreamPool, bareGet: boolean): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>()
  const connection = pool.take(bareGet)
  const options: Dispatcher.DispatchOptions = { method: 'GET', path: '/', headers: ['host', 'a'], body: null }
  connection.dispatch(options, {
    onRequestStart() {},
    onResponseStart() {},
    onResponseData() {},
    onResponseEnd() {
      pool.give(connection)
      resolve()
    },
    onResponseError: (_, error) => reject(error),
  })
  return promise
}

test.for([true, false])(
  'a connection that was busy when its host was forbidden is not used again (GET: %s)',
  async bareGet => {
    const { sockets, waiting, service } = await anUpstream()
    const forwarding = createForwarding()
    const pools = createUpstreamPools(forwarding)
    closers.push(() => pools.close())
    const yes = { host: 'db.internal', kind: 'private' } as const
    forwarding.setAllowed(yes, true)
    const sent = send(pools.poolOf(service), bareGet)
    await expect.poll(() => waiting.length).toBe(1)
    forwarding.setAllowed(yes, false)
    waiting.shift()?.end('hello')
    await sent
    await expect.poll(() => sockets[0]?.destroyed).toBe(true)
    const again = send(pools.poolOf(service), bareGet)
    await expect.poll(() => waiting.length).toBe(1)
    waiting.shift()?.end()
    await again
    expect(sockets).toHaveLength(2)
  },
)

test('a workspace does not use the connections of another', async () => {
  const { sockets, waiting, service } = await anUpstream()
  const workspace = { id: 'w1' }
  const pools = createUpstreamPools(createForwarding({ workspaceId: () => workspace.id }))
  closers.push(() => pools.close())
  const answered = async (from: typeof service) => {
    const sent = send(pools.poolOf(from), true)
    await expect.poll(() => waiting.length).toBe(1)
    waiting.shift()?.end()
    await sent
  }
  await answered(service)
  await answered({ ...service })
  expect(sockets).toHaveLength(1)
  workspace.id = 'w2'
  // Each version of a document has Services of its own.
  await answered({ ...service })
  expect(sockets).toHaveLength(2)
})

test('a tunnel ends when its host is forbidden, and others go on', () => {
  const forwarding = createForwarding()
  const { tunnels } = createUpstreamPools(forwarding)
  const yes = { host: 'db.internal', kind: 'private' } as const
  const ended: string[] = []
  const add = (host: string, address: string) =>
    tunnels.add({ host, address: () => address, end: reason => ended.push(reason.message) })
  forwarding.setAllowed(yes, true)
  forwarding.setAllowed({ host: '10.0.0.7', kind: 'private' }, true)
  add('db.internal', '10.0.0.5')
  add('10.0.0.7', '10.0.0.7')
  add('localhost', '127.0.0.1')
  add('example.com', '93.184.216.34')
  add('db.internal', '10.0.0.6')()
  forwarding.setAllowed(yes, false)
  expect(ended).toEqual(['db.internal is no longer allowed in Live traffic'])
})
