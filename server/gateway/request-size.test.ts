import { once } from 'node:events'
import http, { type IncomingMessage } from 'node:http'
import net, { type AddressInfo } from 'node:net'
import { expect, test } from 'vitest'
import { requestSize } from './request-size.ts'

test.for([
  'GET / HTTP/1.1\r\nHost: a\r\n\r\n',
  'POST /anything?x=1 HTTP/1.1\r\nHost: localhost:8000\r\nX-Name: José\r\nX-Name: again\r\nContent-Length: 4\r\n\r\nbody',
])('counts what was sent: %j', async text => {
  const bytes = Buffer.from(text, 'latin1')
  const server = http.createServer((_request, response) => response.end()).listen(0)
  await once(server, 'listening')
  const client = net.connect((server.address() as AddressInfo).port).setNoDelay()
  client.write(bytes)
  const [request] = (await once(server, 'request')) as [IncomingMessage]
  expect(requestSize(request, text.endsWith('body') ? 4 : 0)).toBe(bytes.length)
  client.destroy()
  server.close()
})
