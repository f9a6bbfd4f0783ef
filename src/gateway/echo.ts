/** The built-in upstream: answers any request with what it got, as httpbin's `/anything` does. */
import type { HeaderList } from '#metering/exchange.ts'
import { type BodyParts, readBody } from './echo-body.ts'
import { firstHeader } from './header-list.ts'
import { parseQuery } from './query-arguments.ts'

export interface EchoRequest {
  method: string
  /** With the query. */
  path: string
  /** As the gateway sent them, Host included. */
  headers: HeaderList
  protocol: 'http' | 'https'
}

export interface EchoResponse {
  status: number
  headers: HeaderList
  /** JSON; empty for HEAD. */
  body: string
}

/** What httpbin answers at `/anything`. Repeated arguments and headers are joined as httpbin joins them. */
export function echo(request: EchoRequest, body: Uint8Array): EchoResponse {
  const parts = readBody(body, firstHeader(request.headers, 'content-type') ?? '')
  const json = `${JSON.stringify(answer(request, parts), null, 2)}\n`
  const length = new TextEncoder().encode(json).length
  return {
    status: 200,
    headers: [
      'Content-Type',
      'application/json',
      'Content-Length',
      String(length),
      'Access-Control-Allow-Origin',
      '*',
      'Access-Control-Allow-Credentials',
      'true',
    ],
    body: request.method === 'HEAD' ? '' : json,
  }
}

function answer(request: EchoRequest, parts: BodyParts): Record<string, unknown> {
  const { headers, path, protocol } = request
  const host = firstHeader(headers, 'host') ?? 'localhost'
  return {
    args: queryArguments(path),
    data: parts.data,
    files: parts.files,
    form: parts.form,
    headers: joinedHeaders(headers),
    json: parts.json,
    method: request.method,
    origin: firstHeader(headers, 'x-forwarded-for') ?? '',
    url: `${protocol}://${host}${path}`,
  }
}

function queryArguments(path: string): Record<string, string | string[]> {
  const question = path.indexOf('?')
  const query = question === -1 ? '' : path.slice(question + 1)
  const named = [...parseQuery(query)].map(([name, values]) => {
    const texts = values.map(value => (value === true ? '' : value))
    const [only = ''] = texts
    return [name, texts.length > 1 ? texts : only] as const
  })
  return Object.fromEntries(named)
}

/** One value per name, in the usual spelling (`X-Real-Ip`), sorted; X-Forwarded-For and Via stay as they came. */
function joinedHeaders(headers: HeaderList): Record<string, string> {
  const named = new Map<string, string>()
  for (let i = 0; i < headers.length; i += 2) {
    const name = titleCase(headers[i] ?? '')
    const before = named.get(name)
    const value = headers[i + 1] ?? ''
    named.set(name, before === undefined ? value : `${before},${value}`)
  }
  named.delete('Connection')
  return Object.fromEntries([...named].sort(([a], [b]) => (a < b ? -1 : 1)))
}

function titleCase(name: string): string {
  return name.toLowerCase().replace(/(^|-)[a-z]/g, letter => letter.toUpperCase())
}
