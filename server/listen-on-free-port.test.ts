import net from 'node:net'
import { afterEach, expect, test } from 'vitest'
import { listenOnFreePort } from './listen-on-free-port.ts'

const servers: net.Server[] = []
afterEach(() => {
  for (const server of servers.splice(0)) server.close()
})

function aServer(): net.Server {
  const server = net.createServer()
  servers.push(server)
  return server
}

const host = '127.0.0.1'

test('port 0 is any free one', async () => {
  expect(await listenOnFreePort(aServer(), { host, port: 0 })).toBeGreaterThan(0)
})

test('a taken port is replaced by a later one, past those that are left free', async () => {
  const taken = await listenOnFreePort(aServer(), { host, port: 0 })
  const got = await listenOnFreePort(aServer(), { host, port: taken, leaveFree: [taken + 1] })
  expect(got).toBeGreaterThan(taken + 1)
})

test('a host that is not this machine’s is an error', async () => {
  await expect(listenOnFreePort(aServer(), { host: '192.0.2.1', port: 0 })).rejects.toThrow('EADDRNOTAVAIL')
})
