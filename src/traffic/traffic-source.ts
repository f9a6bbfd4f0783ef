/** Sources of requests: which one a text is, and its records one after another, whatever its size. */
import { COMBINED_FORMAT, createAccessLogReader, type LineReader } from './access-log.ts'
import { lineBatches } from './lines-of.ts'
import type { TrafficRecord } from './observed-request.ts'
import { readCsv } from './read-csv.ts'
import { readCurlCommands } from './read-curl-commands.ts'
import { readHar } from './read-har.ts'
import { readKongLogLine } from './read-kong-log.ts'
import { readOpenApi } from './read-openapi.ts'
import { readRawHttp } from './read-raw-http.ts'
import type { TrafficOptions, TrafficSource } from './traffic-options.ts'

export const trafficSourceLabels: Readonly<Record<TrafficSource, string>> = {
  har: 'HAR',
  'kong-log': 'Kong http-log or file-log',
  'access-log': 'access log',
  csv: 'CSV',
  openapi: 'OpenAPI',
  curl: 'curl',
  http: 'raw HTTP',
}

/** What a text is, by its first 64 KiB. Undefined when it is none of the sources. */
export function detectTraffic(head: string): TrafficSource | undefined {
  const text = head
    .slice(0, 65_536)
    .replace(/^\uFEFF/, '')
    .trimStart()
  if (/^\{\s*"log"\s*:/.test(text)) return 'har'
  const [first = ''] = text.split('\n', 1)
  if (/^[[{]/.test(text) && /"(?:request|latencies|started_at)"\s*:/.test(text.slice(0, 4096)))
    return 'kong-log'
  if (/^(?:\{\s*)?["']?(?:openapi|swagger)["']?\s*:/m.test(text)) return 'openapi'
  if (/^[A-Z]+ \S+ HTTP\/\d/.test(first)) return 'http'
  if (/(?:^|[\s;(])curl(?:\.exe)?\s/m.test(text)) return 'curl'
  if (createAccessLogReader()(first.trimEnd(), 1)[0]?.kind === 'request') return 'access-log'
  return /^[^,\n]+(?:,[^,\n]*)+$/.test(first.trim()) ? 'csv' : undefined
}

type Pieces = AsyncIterable<string> | Iterable<string>

/** HAR, OpenAPI, curl and raw HTTP are read whole; logs and CSV as they come. */
export function readTraffic(
  source: TrafficSource,
  pieces: Pieces,
  options: TrafficOptions = {},
): AsyncGenerator<TrafficRecord, void, undefined> {
  switch (source) {
    case 'kong-log':
      return readLines(pieces, readKongLogLine)
    case 'access-log':
      return readLines(pieces, createAccessLogReader(options.logFormat ?? COMBINED_FORMAT))
    case 'csv':
      return readCsv(pieces, options.csv)
    default:
      return readWhole(pieces, whole[source])
  }
}

const whole = { har: readHar, openapi: readOpenApi, curl: readCurlCommands, http: readRawHttp }

async function* readLines(pieces: Pieces, read: LineReader): AsyncGenerator<TrafficRecord, void, undefined> {
  let position = 0
  for await (const lines of lineBatches(pieces)) {
    for (const line of lines) {
      position += 1
      // Without `yield*`, which takes several turns of the event loop for each record.
      for (const record of read(line, position)) yield record
    }
  }
}

async function* readWhole(
  pieces: Pieces,
  read: (text: string) => TrafficRecord[],
): AsyncGenerator<TrafficRecord, void, undefined> {
  for (const record of read(await textOf(pieces))) yield record
}

async function textOf(pieces: Pieces): Promise<string> {
  let text = ''
  for await (const piece of pieces) text += piece
  return text
}
