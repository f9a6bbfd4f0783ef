/** The peer: http-proxy, in its maintained form, before the same upstream, with a keep-alive agent as its documentation sets it up. */
import { Agent, createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createProxyServer } from 'http-proxy-3'

const [upstream = ''] = process.argv.slice(2)
const agent = new Agent({ keepAlive: true, maxSockets: 64 })
const proxy = createProxyServer({ target: upstream, agent })

proxy.on('error', (error, _request, response) => {
  console.error(error)
  if ('writeHead' in response) response.writeHead(502)
  response.end()
})
const server = createServer((request, response) => proxy.web(request, response))
server.listen(0, '127.0.0.1', () => {
  process.send?.({ url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` })
})
