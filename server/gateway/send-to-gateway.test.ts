import { once } from 'node:events'
import http from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, expect, test } from 'vitest'
import { createSendToGateway, type GatewaySender } from './send-to-gateway.ts'

const servers: http.Server[] = []
const senders: GatewaySender[] = []
afterEach(async () => {
  for (const sender of senders.splice(0)) await sender.close()
  for (const server of servers.splice(0)) server.close()
})

async function aGateway(received: unknown[]): Promise<string> {
  const server = http.createServer(async (request, response) => {
    let body = ''
    for await (const chunk of request) body += chunk
    received.push({ method: request.method, url: request.url, raw: request.rawHeaders, body })
    response.writeHead(401).end('no')
  })
  servers.push(server)
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/`
}

function aSender(gatewayUrl: string): GatewaySender['send'] {
  const sender = createSendToGateway(() => gatewayUrl)
  senders.push(sender)
  return sender.send
}

test('sends a request as it is written, and tells the status', async () => {
  const received: { url?: string; raw?: string[]; body?: string }[] = []
  const url = await aGateway(received)
  const send = aSender(url)
  const answer = await send({
    method: 'POST',
    uri: '/a/../b//c?x=%41',
    headers: [
      ['Host', 'api.example'],
      ['x-a', '1'],
      ['x-a', '2'],
      ['Content-Length', '999'],
    ],
    body: '{"a":"ä"}',
  })
  expect(answer).toEqual({ status: 401 })
  expect(received).toMatchObject([{ method: 'POST', url: '/a/../b//c?x=%41', body: '{"a":"ä"}' }])
  expect(received[0]?.raw?.join(' ').toLowerCase()).toContain('host api.example')
  expect(received[0]?.raw?.filter(text => text === 'x-a')).toHaveLength(2)
})

test('says why there was no answer', async () => {
  const send = aSender('http://127.0.0.1:1/')
  expect(await send({ method: 'GET', uri: '/', headers: [] })).toEqual({
    error: expect.stringContaining('ECONNREFUSED'),
  })
  const refused = await send({ method: 'GET', uri: '/', headers: [['x-a', 'a\nb']] })
  expect(refused).toHaveProperty('error')
})
