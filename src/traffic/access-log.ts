/** Access logs of nginx, Kong's own included, and of Apache: lines by a given `log_format`. */

import { logTime } from './log-time.ts'
import type { ObservedRequest, TrafficRecord } from './observed-request.ts'
import { problemAt } from './problem-at.ts'
import { targetOf } from './target-of.ts'

/** nginx's `combined`, which is Apache's too. */
export const COMBINED_FORMAT =
  '$remote_addr - $remote_user [$time_local] "$request" $status $body_bytes_sent "$http_referer" "$http_user_agent"'

export type LineReader = (line: string, position: number) => TrafficRecord[]

interface Captured {
  names: string[]
  pattern: RegExp
}

/**
 * A reader of lines in an nginx `log_format`. Of its variables those are used that tell of a request; any other takes
 * its place in the line and no more. Throws a SyntaxError when the format names no request.
 */
export function createAccessLogReader(format: string = COMBINED_FORMAT): LineReader {
  const captured = compile(format)
  const { names, pattern } = captured
  if (!names.includes('request') && !names.some(name => /^(?:request_uri|uri)$/.test(name))) {
    throw new SyntaxError('The format needs $request, or $request_method with $request_uri or $uri.')
  }
  return (line, position) => {
    if (line.trim() === '') return []
    const match = pattern.exec(line)
    if (match === null) return [problemAt(position, `Line ${position} does not have the format.`)]
    const values = new Map(names.map((name, index) => [name, unescaped(match[index + 1] ?? '')]))
    const request = requestOf(values, position)
    return [request ?? problemAt(position, `Line ${position} holds no HTTP request.`)]
  }
}

/** What stands around a variable ends it; a variable in quotes may hold escaped quotes, one in brackets anything but its end. */
function compile(format: string): Captured {
  const names: string[] = []
  const parts = format.trim().split(/\$\{?(\w+)\}?/)
  let source = '^\\s*'
  for (const [index, part] of parts.entries()) {
    if (index % 2 === 0) source += escapedLiteral(part)
    else {
      names.push(part)
      source += valueBefore(parts[index + 1] ?? '')
    }
  }
  return { names, pattern: new RegExp(`${source}\\s*$`) }
}

function escapedLiteral(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&').replace(/\s+/g, '\\s+')
}

function valueBefore(following: string): string {
  const [end = ''] = following
  if (end === '"') return '((?:[^"\\\\]|\\\\.)*)'
  if (end === '' || /\s/.test(end)) return '(\\S*)'
  return `([^${end.replace(/[\]\\^-]/, '\\$&')}]*)`
}

/** nginx writes `\x22` for a quote, `-` for nothing. */
function unescaped(value: string): string {
  if (value === '-') return ''
  return value
    .replace(/\\x([0-9A-Fa-f]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))
    .replace(/\\(["\\])/g, '$1')
}

type Values = ReadonlyMap<string, string>

function requestOf(values: Values, position: number): TrafficRecord | undefined {
  const [line = '', method = '', url = ''] = /^(\S+) (\S+)/.exec(values.get('request') ?? '') ?? []
  const target = targetOf(line === '' ? uriOf(values) : url)
  const verb = line === '' ? (values.get('request_method') ?? 'GET') : method
  if (target === undefined || !/^[A-Z]+$/i.test(verb)) return undefined
  const request: ObservedRequest = {
    position,
    method: verb,
    ...target,
    headers: headersOf(values),
    ...seen(values),
  }
  return { kind: 'request', request }
}

function uriOf(values: Values): string {
  const uri = values.get('request_uri')
  if (uri !== undefined) return uri
  const args = values.get('args') ?? values.get('query_string') ?? ''
  return `${values.get('uri') ?? ''}${args === '' ? '' : `?${args}`}`
}

/** `$http_x_tenant_id` is the header x-tenant-id. */
function headersOf(values: Values): [string, string][] {
  const headers = [...values].flatMap(([name, value]): [string, string][] =>
    name.startsWith('http_') && value !== '' ? [[name.slice(5).replaceAll('_', '-'), value]] : [],
  )
  return headers
}

function seen(values: Values): Omit<ObservedRequest, 'position' | 'target' | 'method' | 'headers'> {
  const at = logTime(values)
  const host = values.get('host') || values.get('http_host')
  const scheme = values.get('scheme')
  const clientIp = values.get('remote_addr') || values.get('http_x_forwarded_for')?.split(',')[0]
  const requestBytes = number(values.get('request_length'))
  return {
    ...(at === undefined ? {} : { at }),
    ...(host ? { host } : {}),
    ...(scheme === 'http' || scheme === 'https' ? { scheme } : {}),
    ...(clientIp ? { clientIp } : {}),
    ...(requestBytes === undefined ? {} : { requestBytes }),
    ...answerOf(values),
  }
}

function answerOf(values: Values): Pick<ObservedRequest, 'response'> {
  const status = number(values.get('status'))
  if (status === undefined || status < 100) return {}
  const upstreamStatus = number(
    values
      .get('upstream_status')
      ?.split(/[,:\s]+/)
      .at(-1),
  )
  const bytes = number(values.get('bytes_sent')) ?? number(values.get('body_bytes_sent'))
  const seconds = number(values.get('request_time'))
  return {
    response: {
      status,
      ...(upstreamStatus === undefined ? {} : { upstreamStatus }),
      ...(bytes === undefined ? {} : { bytes }),
      ...(seconds === undefined ? {} : { latencyMilliseconds: Math.round(seconds * 1e6) / 1000 }),
    },
  }
}

function number(text: string | undefined): number | undefined {
  return text !== undefined && /^\d+(\.\d+)?$/.test(text) ? Number(text) : undefined
}
