/** The peer: fast-proxy before the same upstream, as its documentation sets it up. */
import { createServer } from 'node:http'
import { createRequire } from 'node:module'
import type { AddressInfo } from 'node:net'

const [upstream = ''] = process.argv.slice(2)
const fastProxy = createRequire(import.meta.url)('fast-proxy')
const { proxy } = fastProxy({ base: upstream, undici: { connections: 64, pipelining: 1 } })

const server = createServer((request, response) => proxy(request, response, request.url, {}))
server.listen(0, '127.0.0.1', () => {
  process.send?.({ url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` })
})
