/**
 * The peer: http-proxy before the same upstream, with a keep-alive agent as its documentation sets it up. Arguments: the
 * upstream's URL, then `http-proxy` or `http-proxy-3`, its maintained form.
 */
import { Agent, createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import original from 'http-proxy'
import { createProxyServer } from 'http-proxy-3'

const [upstream = '', form = ''] = process.argv.slice(2)
const options = { target: upstream, agent: new Agent({ keepAlive: true, maxSockets: 64 }) }

function onError(error: Error, _request: unknown, response: ServerResponse | Socket): void {
  console.error(error)
  if ('writeHead' in response) response.writeHead(502)
  response.end()
}

function openProxy(): (request: IncomingMessage, response: ServerResponse) => void {
  if (form === 'http-proxy-3') {
    const proxy = createProxyServer(options).on('error', onError)
    return (request, response) => void proxy.web(request, response)
  }
  const proxy = original.createProxyServer(options).on('error', onError)
  return (request, response) => proxy.web(request, response)
}

const server = createServer(openProxy())
server.listen(0, '127.0.0.1', () => {
  process.send?.({ url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` })
})
