import type dns from 'node:dns'
import { once } from 'node:events'
import http from 'node:http'
import net, { type AddressInfo } from 'node:net'
import { afterEach, describe, expect, test } from 'vitest'
import { createForwarding } from '#api/forwarding.ts'
import { createUpstreamGuard, refusedKindOf } from './upstream-guard.ts'

const closers: (() => void)[] = []
afterEach(() => {
  for (const close of closers.splice(0)) close()
})

test.for([
  ['10.0.0.1', 'private'],
  ['172.16.0.1', 'private'],
  ['172.32.0.1', undefined],
  ['192.168.1.1', 'private'],
  ['100.64.0.1', 'private'],
  ['169.254.1.1', 'link-local'],
  ['169.254.169.254', 'metadata'],
  ['169.254.170.2', 'metadata'],
  ['100.100.100.200', 'metadata'],
  ['fd00:ec2::254', 'metadata'],
  ['fd12:3456::1', 'private'],
  ['fe80::1', 'link-local'],
  ['fe80::1%eth0', 'link-local'],
  ['::ffff:10.0.0.1', 'private'],
  ['::ffff:a9fe:a9fe', 'metadata'],
  ['64:ff9b::a00:1', 'private'],
  ['127.0.0.1', undefined],
  ['::1', undefined],
  ['93.184.216.34', undefined],
  ['2606:2800:220:1::1', undefined],
] as const)('%s is %s', ([address, kind]) => {
  expect(refusedKindOf(address)).toBe(kind)
})

/** A resolver whose names stand for what the test says, each time it is asked the next of them. */
function resolver(...answers: string[][]): typeof dns.lookup {
  const resolve = (host: string, _options: dns.LookupOptions, callback: (...of: unknown[]) => void) => {
    const addresses = answers.shift()
    if (addresses === undefined) throw new Error(`${host} was asked for once too often`)
    queueMicrotask(() =>
      callback(
        null,
        addresses.map(address => ({ address, family: net.isIP(address) })),
      ),
    )
  }
  return resolve as typeof dns.lookup
}

type Guard = ReturnType<typeof createUpstreamGuard>

function lookUp(guard: Guard, host: string): Promise<unknown> {
  return new Promise(done => {
    guard.lookup(host, { all: true }, (error, found) => done(error === null ? found : error.message))
  })
}

describe('a name', () => {
  test('that stands for a private address is refused, until the host is allowed', async () => {
    const forwarding = createForwarding()
    const guard = createUpstreamGuard(forwarding, resolver(['10.0.0.5'], ['10.0.0.5'], ['10.0.0.5']))
    expect(await lookUp(guard, 'Db.internal')).toMatch(/db\.internal|Db\.internal \(10\.0\.0\.5\)/)
    expect(forwarding.status().refused).toEqual([
      { host: 'db.internal', address: '10.0.0.5', kind: 'private', requests: 1 },
    ])
    forwarding.setAllowed({ host: 'db.internal', kind: 'private' }, true)
    expect(await lookUp(guard, 'Db.internal')).toEqual([{ address: '10.0.0.5', family: 4 }])
    expect(forwarding.status()).toMatchObject({ allowed: [{ host: 'db.internal' }], refused: [] })
    forwarding.setAllowed({ host: 'DB.internal.', kind: 'private' }, false)
    expect(await lookUp(guard, 'db.internal')).toMatch(/before the host is allowed/)
  })

  test('is judged each time it is resolved: a public answer first does not open the way', async () => {
    const guard = createUpstreamGuard(createForwarding(), resolver(['93.184.216.34'], ['169.254.169.254']))
    expect(await lookUp(guard, 'rebind.example')).toEqual([{ address: '93.184.216.34', family: 4 }])
    expect(await lookUp(guard, 'rebind.example')).toMatch(/the cloud's metadata address/)
  })

  test('that was allowed in a private network is refused when it becomes the metadata address', async () => {
    const forwarding = createForwarding()
    forwarding.setAllowed({ host: 'db.internal', kind: 'private' }, true)
    const guard = createUpstreamGuard(forwarding, resolver(['10.0.0.5'], ['169.254.169.254']))
    expect(await lookUp(guard, 'db.internal')).toEqual([{ address: '10.0.0.5', family: 4 }])
    expect(await lookUp(guard, 'db.internal')).toMatch(/the cloud's metadata address/)
    expect(forwarding.status().refused).toMatchObject([{ kind: 'metadata' }])
  })

  test('keeps the addresses that may be reached', async () => {
    const forwarding = createForwarding()
    const guard = createUpstreamGuard(forwarding, resolver(['fd00::1', '93.184.216.34']))
    expect(await lookUp(guard, 'both.example')).toEqual([{ address: '93.184.216.34', family: 4 }])
    expect(forwarding.status().refused).toEqual([])
  })
})

test('an address is judged by itself', () => {
  const forwarding = createForwarding()
  const guard = createUpstreamGuard(forwarding)
  expect(guard.refusal('[fd00::1]')?.message).toContain('fd00::1, an address of a private network')
  expect(guard.refusal('127.0.0.1')).toBeUndefined()
  expect(guard.refusal('example.com')).toBeUndefined()
  forwarding.setAllowed({ host: '[fd00::1]', kind: 'private' }, true)
  expect(guard.refusal('[fd00::1]')).toBeUndefined()
})

test('a real connection by name goes where the judged address says', async () => {
  const server = http.createServer((_, response) => response.end('hello'))
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  closers.push(() => server.close())
  const { port } = server.address() as AddressInfo
  const guard = createUpstreamGuard(createForwarding(), resolver(['127.0.0.1']))
  const socket = net.connect({ host: 'somewhere.example', port, lookup: guard.lookup })
  closers.push(() => socket.destroy())
  await once(socket, 'connect')
  expect(socket.remoteAddress).toBe('127.0.0.1')
})
