/** Requests as rows of a CSV file with a header row, by a mapping of its columns. */
import Papa from 'papaparse'
import { linesOf } from './lines-of.ts'
import type { ObservedRequest, ObservedResponse, TrafficRecord } from './observed-request.ts'
import { problemAt } from './problem-at.ts'
import { targetOf } from './target-of.ts'
import { type CsvField, type CsvMapping, csvFields } from './traffic-options.ts'

const usual: Readonly<Record<CsvField, RegExp>> = {
  method: /^(?:http|request)?[\s_.-]*(?:method|verb)$/i,
  url: /^(?:(?:http|request)[\s_.-]*)?(?:url|uri|path|target)$/i,
  host: /^(?:(?:http|request)[\s_.-]*)?(?:host|domain)(?:name)?$/i,
  time: /^(?:@?timestamp|time|date|started[\s_-]?at|datetime)$/i,
  client_ip: /^(?:client|remote|source)?[\s_.-]*(?:ip|addr(?:ess)?)$/i,
  status: /^(?:http|response)?[\s_.-]*(?:status|status[\s_-]?code|code)$/i,
  latency_ms: /^(?:latency|duration|elapsed)(?:[\s_-]?ms)?$/i,
  request_bytes: /^(?:request|req)[\s_-]?(?:size|bytes|length)$/i,
  response_bytes: /^(?:response|res|resp)[\s_-]?(?:size|bytes|length)|bytes[\s_-]?sent$/i,
  consumer: /^consumer(?:[\s_.-]?(?:user)?name)?$/i,
}

/** The mapping that the columns' names suggest; columns such as `x-tenant-id` are taken for headers. */
export function suggestCsvMapping(columns: readonly string[]): CsvMapping {
  const fields: CsvMapping['fields'] = {}
  for (const field of csvFields) {
    const column = columns.find(
      name => usual[field].test(name.trim()) && !Object.values(fields).includes(name),
    )
    if (column !== undefined) fields[field] = column
  }
  const headers = columns.flatMap(column => {
    const name =
      /^(?:header[:._\s-]+)(.+)$/i.exec(column)?.[1] ?? /^(x-[\w-]+|apikey|authorization)$/i.exec(column)?.[1]
    return name === undefined ? [] : [[name.toLowerCase(), column] as const]
  })
  return { fields, headers: Object.fromEntries(headers) }
}

/** Rows as they are read; the first record of a file without the mapped columns says which are missing, and nothing follows. */
export async function* readCsv(
  pieces: AsyncIterable<string> | Iterable<string>,
  given?: CsvMapping,
): AsyncGenerator<TrafficRecord, void, undefined> {
  let columns: string[] | undefined
  let mapping = given
  for await (const { text, position } of recordsOf(pieces)) {
    const row = Papa.parse<string[]>(text).data[0] ?? []
    if (columns === undefined) {
      columns = row.map(name => name.replace(/^\uFEFF/, '').trim())
      mapping ??= suggestCsvMapping(columns)
      const fault = mappingFault(mapping, columns)
      if (fault !== undefined) {
        yield problemAt(position, fault)
        return
      }
    } else if (mapping !== undefined && text.trim() !== '') yield readRow({ columns, mapping, row, position })
  }
}

/** A record goes on in the next line while a quote is open. */
async function* recordsOf(pieces: AsyncIterable<string> | Iterable<string>) {
  let text = ''
  let line = 0
  let position = 1
  for await (const next of linesOf(pieces)) {
    line += 1
    if (text === '') position = line
    text = text === '' ? next : `${text}\n${next}`
    if ((text.split('"').length - 1) % 2 === 0) {
      yield { text, position }
      text = ''
    }
  }
  if (text !== '') yield { text, position }
}

function mappingFault({ fields, headers }: CsvMapping, columns: readonly string[]): string | undefined {
  const missing = [...Object.values(fields), ...Object.values(headers)].find(name => !columns.includes(name))
  if (missing !== undefined) return `There is no column "${missing}". The columns are: ${columns.join(', ')}.`
  if (fields.url === undefined)
    return `Say which column holds the URL or path. The columns are: ${columns.join(', ')}.`
  return undefined
}

interface Row {
  columns: readonly string[]
  mapping: CsvMapping
  row: readonly string[]
  position: number
}

function readRow(of: Row): TrafficRecord {
  const { mapping, position } = of
  const field = (name: CsvField) => cell(of, mapping.fields[name])
  const url = field('url')
  const target = url === undefined ? undefined : targetOf(url)
  if (target === undefined)
    return problemAt(position, `Line ${position}: "${url ?? ''}" is no URL and no path.`)
  const host = field('host') ?? target.host
  const at = timeOf(field('time'))
  const consumer = field('consumer')
  const clientIp = field('client_ip')
  const requestBytes = number(field('request_bytes'))
  const request: ObservedRequest = {
    position,
    method: field('method')?.toUpperCase() ?? 'GET',
    ...target,
    headers: Object.entries(mapping.headers).flatMap(([name, column]) => {
      const value = cell(of, column)
      return value === undefined ? [] : [[name, value] as const]
    }),
    ...(host === undefined ? {} : { host }),
    ...(at === undefined ? {} : { at }),
    ...(clientIp === undefined ? {} : { clientIp }),
    ...(requestBytes === undefined ? {} : { requestBytes }),
    ...(consumer === undefined ? {} : { consumer: { username: consumer } }),
    ...answerOf(field),
  }
  return { kind: 'request', request }
}

function cell({ columns, row }: Row, column: string | undefined): string | undefined {
  if (column === undefined) return undefined
  const value = row[columns.indexOf(column)]?.trim()
  return value === '' || value === '-' ? undefined : value
}

/** RFC 3339, or seconds or milliseconds since the epoch. */
function timeOf(text: string | undefined): number | undefined {
  if (text === undefined) return undefined
  const value = Number(text)
  if (!Number.isNaN(value)) return value < 1e11 ? Math.round(value * 1000) : value
  const at = Date.parse(text)
  return Number.isNaN(at) ? undefined : at
}

function answerOf(field: (name: CsvField) => string | undefined): { response?: ObservedResponse } {
  const status = number(field('status'))
  if (status === undefined) return {}
  const bytes = number(field('response_bytes'))
  const latency = number(field('latency_ms'))
  return {
    response: {
      status,
      ...(bytes === undefined ? {} : { bytes }),
      ...(latency === undefined ? {} : { latencyMilliseconds: latency }),
    },
  }
}

function number(text: string | undefined): number | undefined {
  const value = Number(text ?? Number.NaN)
  return Number.isFinite(value) && value >= 0 ? value : undefined
}
