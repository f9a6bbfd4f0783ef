/** A request as it stands on the wire (RFC 9112), as proxies and developer tools copy it. */
import type { ObservedRequest, TrafficRecord } from './observed-request.ts'
import { problemAt } from './problem-at.ts'
import { targetOf } from './target-of.ts'

const REQUEST_LINE = /^([!#$%&'*+.^`|~\w-]+) (\S+) (HTTP\/\d(?:\.\d)?)$/

/** One request. A line that is no header is named with its number. */
export function readRawHttp(text: string): TrafficRecord[] {
  const lines = text.replace(/^\s+/, '').split(/\r?\n/)
  const skipped = text.slice(0, text.length - text.trimStart().length).split('\n').length - 1
  const start = REQUEST_LINE.exec(lines[0]?.trimEnd() ?? '')
  const at = start === null ? undefined : targetOf(start[2] ?? '')
  if (start === null || at === undefined) {
    return [problemAt(skipped + 1, 'Expected a request line such as GET /anything HTTP/1.1.')]
  }
  const end = lines.findIndex((line, index) => index > 0 && line.trim() === '')
  const head = lines.slice(1, end === -1 ? undefined : end)
  const fields = head.map((line, index) => readField(line, skipped + 2 + index))
  const headers = fields.flatMap(field => ('name' in field ? [[field.name, field.value] as const] : []))
  const host = headers.find(([name]) => name.toLowerCase() === 'host')?.[1]
  const body = end === -1 ? '' : lines.slice(end + 1).join('\n')
  const request: ObservedRequest = {
    position: skipped + 1,
    method: start[1] ?? '',
    ...at,
    ...(host === undefined ? {} : { host }),
    headers,
    ...(body === '' ? {} : { body }),
  }
  return [{ kind: 'request', request }, ...fields.flatMap(field => ('kind' in field ? [field] : []))]
}

function readField(line: string, position: number): { name: string; value: string } | TrafficRecord {
  const colon = line.indexOf(':')
  const name = line.slice(0, colon)
  if (colon < 1 || !/^[!#$%&'*+.^`|~\w-]+$/.test(name)) {
    return problemAt(position, 'Left out: it is no header such as Accept: application/json.')
  }
  return { name, value: line.slice(colon + 1).trim() }
}
