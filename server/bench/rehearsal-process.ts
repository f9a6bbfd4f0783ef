/** One rehearsal of a million generated requests in a process of its own; sends its seconds, those of the processor, and its greatest memory in MB. */
import { readDocument } from '#formats/document.ts'
import { runScenario } from '#rehearsal/run-scenario.ts'
import { scenario } from '#rehearsal/scenario.ts'

const DURATION_SECONDS = 10_000

const document = `_format_version: "3.0"
services:
  - name: bench
    url: http://upstream.test/anything
    routes:
      - name: orders
        paths: ["/orders"]
        protocols: [http]
      - name: anything
        paths: ["/"]
        protocols: [http]
consumers:
  - username: alice
    keyauth_credentials: [{key: alice-key}]
  - username: bob
    keyauth_credentials: [{key: bob-key}]
plugins:
  - name: key-auth
  - name: metering-and-billing
    config:
      ingest_endpoint: https://ingest.test/v3/openmeter/events
      api_token: bench
      subject: {look_up_value_in: consumer}
      attributes:
        - {source: header, look_up_value_in: x-department, event_property_name: department}
      queue: {max_batch_size: 100}
`

const { state } = readDocument(document, '3.15')
if (state === undefined) throw new Error("the bench's document has errors")

const played = scenario.parse({
  stages: [
    {
      for: DURATION_SECONDS,
      rate: 100,
      arrivals: 'random',
      callers: [{ consumer: 'alice', weight: 3 }, { consumer: 'bob' }, {}],
      routes: [{ path: '/orders', weight: 3 }, { path: '/anything' }],
      headers: { 'x-department': { one_of: ['research', 'sales'], missing: 0.1 } },
      answers: [
        { weight: 95, latency: { min: 0.01, max: 0.4 } },
        { weight: 5, status: 500 },
      ],
    },
  ],
  sink: { faults: [{ from: 3600, to: 7200, fault: 'status' }] },
})

const startedAt = performance.now()
const usedBefore = process.cpuUsage()
const outcome = await runScenario({ state, release: '3.15', subjectFormat: 'plain' }, played)
const seconds = (performance.now() - startedAt) / 1000
const used = process.cpuUsage(usedBefore)
if ('problems' in outcome) throw new Error("the bench's scenario cannot be played")
process.send?.({
  requests: outcome.summary.requests.requests,
  seconds,
  processorSeconds: (used.user + used.system) / 1_000_000,
  megabytes: process.resourceUsage().maxRSS / 1024,
})
