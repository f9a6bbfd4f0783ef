/** The peer: fast-proxy before the same upstream, as its documentation sets it up. */
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import fastProxy from 'fast-proxy'

const [upstream = ''] = process.argv.slice(2)
const { proxy } = fastProxy({ base: upstream, undici: { connections: 64, pipelining: 1 } })

const server = createServer((request, response) => proxy(request, response, request.url ?? '/', {}))
server.listen(0, '127.0.0.1', () => {
  process.send?.({ url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` })
})
