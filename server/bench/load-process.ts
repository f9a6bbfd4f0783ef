/**
 * The load: sends requests as fast as they are answered, over keep-alive connections. Arguments: the URL and a
 * `LoadOptions` as JSON; prints a `Load` as JSON. autocannon's own percentiles are whole milliseconds, which is coarser
 * than what is compared, so the times of all responses are kept.
 */
import autocannon from 'autocannon'
import type { Load, LoadOptions } from './processes.ts'

/** A client that has just started is slow itself: what it measures in its first moments is not the server's. */
const LEAD_MILLISECONDS = 500

const [url = '', text = ''] = process.argv.slice(2)
const options: LoadOptions = JSON.parse(text)
const isTimed = 'seconds' in options
const lead = isTimed ? LEAD_MILLISECONDS : 0
const extent = isTimed ? { duration: options.seconds + lead / 1000 } : { amount: options.requests }

const times: number[] = []
let first = 0
let last = 0

const result = await new Promise<autocannon.Result>((resolve, reject) => {
  const started = performance.now()
  const instance = autocannon(
    { url, connections: options.connections, headers: { 'x-tenant-id': 'acme' }, ...extent },
    (error, ended) => (error ? reject(error) : resolve(ended)),
  )
  instance.on('response', (...[, , , milliseconds]) => {
    const now = performance.now()
    if (now - started < lead) return
    if (times.length === 0) first = now
    last = now
    times.push(milliseconds)
  })
})

const load: Load = {
  requestsPerSecond: ((times.length - 1) * 1000) / (last - first),
  p99Milliseconds: times.sort((a, b) => a - b)[Math.floor(times.length * 0.99)] ?? Number.NaN,
  failed: result.errors + result.timeouts + result.non2xx,
}
process.stdout.write(JSON.stringify(load))
