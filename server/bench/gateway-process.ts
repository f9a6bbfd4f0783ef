/** The gateway in a process of its own. Arguments: the upstream's URL, then `metered` or `unmetered`. */
import type { AddressInfo } from 'node:net'
import { createExchangeLog } from '#live/exchange-log.ts'
import { loadConditions } from '../gateway/conditions.ts'
import { createGatewayServer } from '../gateway/gateway-server.ts'
import { createRehearsal } from '../gateway/rehearsal.ts'
import { createUpstreamPools } from '../gateway/upstream-pools.ts'
import { createBatchSender } from '../ingest/send-batch.ts'

const [upstream = '', mode = ''] = process.argv.slice(2)

// Batches as an operator would set them for this rate; the default is one event per request.
const text = `_format_version: "3.0"
services:
  - name: bench
    url: ${upstream}
    routes:
      - name: bench
        paths: ["/"]
        protocols: [http]
plugins:
  - name: metering-and-billing
    enabled: ${mode === 'metered'}
    config:
      ingest_endpoint: ${upstream}/v3/openmeter/events
      api_token: bench
      subject:
        look_up_value_in: header
        field: x-tenant-id
      queue:
        max_batch_size: 1000
        max_entries: 1000000
`

let port = 0
const rehearsal = createRehearsal({
  studio: () => ({ endpoint: `${upstream}/v3/openmeter/events`, token: 'bench' }),
  gatewayPort: () => port,
  environment: {},
  log: createExchangeLog(),
  sender: createBatchSender(),
  conditions: await loadConditions(),
})
rehearsal.apply({
  id: 'bench',
  name: 'bench',
  text,
  gateway_release: '3.14',
  delivery: 'studio',
  subject_format: 'plain',
  upstreams: {},
  updated_at: '2026-01-01T00:00:00.000Z',
})
if (rehearsal.status().stale) throw new Error("the bench's document has errors")

const server = createGatewayServer({
  running: rehearsal.running,
  pools: createUpstreamPools(),
  report: error => console.error(error),
})
process.on('message', () => {
  globalThis.gc?.()
  const { rss, heapUsed } = process.memoryUsage()
  process.send?.({ rss, heapUsed })
})
server.listen(0, '127.0.0.1', () => {
  port = (server.address() as AddressInfo).port
  process.send?.({ url: `http://127.0.0.1:${port}` })
})
