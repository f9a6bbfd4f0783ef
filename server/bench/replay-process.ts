/**
 * Replays a log of Kong's http-log as JSON lines through key-auth, metering and queue; sends its MB a second and its
 * greatest memory in MB after a tenth of the log and at its end. Arguments: the file and its bytes.
 */
import { createReadStream } from 'node:fs'
import { readDocument } from '#formats/document.ts'
import { playSource } from '../commands/play-source.ts'

const [file = '', bytes = '0'] = process.argv.slice(2)

const document = `_format_version: "3.0"
services:
  - name: example-service
    url: http://upstream.test/anything
    routes:
      - name: example-route
        paths: ["/anything"]
        protocols: [http]
consumers:
  - username: alice
    keyauth_credentials: [{key: alice-key}]
plugins:
  - name: key-auth
  - name: metering-and-billing
    config:
      ingest_endpoint: https://ingest.test/v3/openmeter/events
      api_token: bench
      subject: {look_up_value_in: consumer}
      queue: {max_batch_size: 100}
`
const { state } = readDocument(document, '3.15')
if (state === undefined) throw new Error("the bench's document has errors")

const total = Number(bytes)
let early = 0

async function* pieces() {
  let read = 0
  for await (const chunk of createReadStream(file, { encoding: 'latin1', highWaterMark: 1 << 18 })) {
    read += chunk.length
    if (early === 0 && read > total / 10) early = process.resourceUsage().maxRSS / 1024
    yield String(chunk)
  }
}

const startedAt = performance.now()
const usedBefore = process.cpuUsage()
const summary = await playSource(
  { state, release: '3.15', subjectFormat: 'plain' },
  { kind: 'traffic', source: 'kong-log', pieces: pieces() },
  { file, seed: 1, traffic: {}, onEvent: undefined, warn: text => console.error(text) },
)
const seconds = (performance.now() - startedAt) / 1000
const used = process.cpuUsage(usedBefore)
process.send?.({
  events: summary.requests.requests,
  megabytesPerSecond: total / 1e6 / seconds,
  megabytesPerProcessorSecond: total / 1e6 / ((used.user + used.system) / 1e6),
  early,
  megabytes: process.resourceUsage().maxRSS / 1024,
})
