/** A small upstream and ingest endpoint in a process of its own: 200 with 20 bytes for GET, 202 for POST. */
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

const body = Buffer.from('{"hello":"upstream"}')
const headers = ['content-type', 'application/json', 'content-length', String(body.length)]

const server = createServer((request, response) => {
  if (request.method === 'POST') request.resume().once('end', () => response.writeHead(202).end())
  else response.writeHead(200, headers).end(body)
})
// Nobody's idle connections end between two rounds: peers that do not expect it would fail.
server.keepAliveTimeout = 600_000
server.listen(0, '127.0.0.1', () => {
  const { port } = server.address() as AddressInfo
  process.send?.({ url: `http://127.0.0.1:${port}` })
})
