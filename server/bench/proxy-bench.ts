/** The gateway's throughput with metering and without, direct to the same upstream, and the peers', in interleaved rounds. */
import { type Bench, type Measurement, measurement, median, medianRatio } from './bench.ts'
import { type Load, load, startProcess } from './processes.ts'

const ROUNDS = 5
const LOAD = { seconds: 3, connections: 64 }
/** Counted in requests: on a busy machine, seconds alone would leave a server half compiled. */
const WARM_UP = { requests: 50_000, connections: 64 }

type Side = 'direct' | 'unmetered' | 'metered' | 'fast-proxy' | 'http-proxy' | 'http-proxy-3'

async function run(say: (line: string) => void): Promise<Measurement[]> {
  const upstream = await startProcess('upstream-process.ts', [], 1)
  const unmetered = await startProcess('gateway-process.ts', [upstream.url, 'unmetered'], 0)
  const metered = await startProcess('gateway-process.ts', [upstream.url, 'metered'], 0)
  const fastProxy = await startProcess('fast-proxy-process.ts', [upstream.url], 0)
  const httpProxy = await startProcess('http-proxy-process.ts', [upstream.url, 'http-proxy'], 0)
  const httpProxy3 = await startProcess('http-proxy-process.ts', [upstream.url, 'http-proxy-3'], 0)
  const urls: Record<Side, string> = {
    direct: upstream.url,
    unmetered: unmetered.url,
    metered: metered.url,
    'fast-proxy': fastProxy.url,
    'http-proxy': httpProxy.url,
    'http-proxy-3': httpProxy3.url,
  }
  try {
    const loads = await interleave(urls, say)
    return figures(loads)
  } finally {
    for (const process of [httpProxy3, httpProxy, fastProxy, metered, unmetered, upstream])
      await process.stop()
  }
}

async function interleave(
  urls: Record<Side, string>,
  say: (line: string) => void,
): Promise<Record<Side, Load[]>> {
  const sides = Object.keys(urls) as Side[]
  const loads: Record<Side, Load[]> = {
    direct: [],
    unmetered: [],
    metered: [],
    'fast-proxy': [],
    'http-proxy': [],
    'http-proxy-3': [],
  }
  for (const side of sides) await load(urls[side], WARM_UP)
  for (let round = 1; round <= ROUNDS; round += 1) {
    for (const side of sides) loads[side].push(await load(urls[side], LOAD))
    say(`round ${round} of ${ROUNDS}`)
  }
  return loads
}

function figures(loads: Record<Side, Load[]>): Measurement[] {
  const rates = (side: Side) => loads[side].map(({ requestsPerSecond }) => requestsPerSecond)
  const p99 = (side: Side) => loads[side].map(({ p99Milliseconds }) => p99Milliseconds)
  const failed = Object.values(loads)
    .flat()
    .reduce((sum, one) => sum + one.failed, 0)
  return [
    measurement('proxy-direct', [median(rates('direct')), 'requests/s']),
    measurement('proxy-unmetered', [median(rates('unmetered')), 'requests/s']),
    measurement('proxy-metered', [median(rates('metered')), 'requests/s']),
    measurement('proxy-fast-proxy', [median(rates('fast-proxy')), 'requests/s']),
    measurement('proxy-http-proxy', [median(rates('http-proxy')), 'requests/s']),
    measurement('proxy-http-proxy-3', [median(rates('http-proxy-3')), 'requests/s']),
    measurement('proxy-metered-to-unmetered', [medianRatio(rates('metered'), rates('unmetered')), '×'], {
      atLeast: 0.9,
    }),
    measurement('proxy-metered-to-fast-proxy', [medianRatio(rates('metered'), rates('fast-proxy')), '×'], {
      atLeast: 1,
    }),
    measurement('proxy-metered-to-http-proxy', [medianRatio(rates('metered'), rates('http-proxy')), '×'], {
      atLeast: 2,
    }),
    measurement('proxy-metered-to-http-proxy-3', [medianRatio(rates('metered'), rates('http-proxy-3')), '×']),
    measurement('proxy-metered-p99', [median(p99('metered')), 'ms']),
    measurement('proxy-unmetered-p99', [median(p99('unmetered')), 'ms']),
    measurement('proxy-p99-metered-to-unmetered', [medianRatio(p99('metered'), p99('unmetered')), '×'], {
      atMost: 1.2,
    }),
    measurement('proxy-failed-requests', [failed, 'requests'], { atMost: 0 }),
  ]
}

export const proxyBench: Bench = {
  name: 'proxy',
  about:
    'requests per second through the gateway with metering on and off, direct, through fast-proxy and through http-proxy, in its old and its maintained form',
  run,
}
