/** Reading header lists: names compare regardless of case, values stay as sent. */
import type { HeaderList } from '#metering/exchange.ts'

/** Whether a header's name is `lower`, a lower-case name. */
function isNamed(name: string, lower: string): boolean {
  return name.length === lower.length && (name === lower || name.toLowerCase() === lower)
}

/** The first value of a header; undefined when it was not sent. `lower` is the name in lower case. */
export function firstHeader(headers: HeaderList, lower: string): string | undefined {
  for (let i = 0; i < headers.length; i += 2) {
    if (isNamed(headers[i] ?? '', lower)) return headers[i + 1]
  }
  return undefined
}

/** All values of a header in order; empty when it was not sent. `lower` is the name in lower case. */
export function headerValues(headers: HeaderList, lower: string): string[] {
  const values: string[] = []
  for (let i = 0; i < headers.length; i += 2) {
    if (isNamed(headers[i] ?? '', lower)) values.push(headers[i + 1] ?? '')
  }
  return values
}

/** The list without a header. `lower` is the name in lower case. */
export function withoutHeader(headers: HeaderList, lower: string): string[] {
  return keptHeaders(headers, name => !isNamed(name, lower))
}

/** The list without the headers of these lower-case names. */
export function withoutHeaders(headers: HeaderList, lowerNames: ReadonlySet<string>): string[] {
  return keptHeaders(headers, name => !lowerNames.has(name.toLowerCase()))
}

function keptHeaders(headers: HeaderList, isKept: (name: string) => boolean): string[] {
  const kept: string[] = []
  for (let i = 0; i < headers.length; i += 2) {
    const name = headers[i] ?? ''
    if (isKept(name)) kept.push(name, headers[i + 1] ?? '')
  }
  return kept
}

/**
 * The header that Kong's Lua code gets for a name that an operator configured: the name in lower case and, when
 * there is none, with dashes for underscores (OpenResty's `ngx.req.get_headers`).
 */
export function configuredHeader(headers: HeaderList, configured: string): string[] {
  const lower = configured.toLowerCase()
  const exact = headerValues(headers, lower)
  return exact.length > 0 || !lower.includes('_') ? exact : headerValues(headers, lower.replaceAll('_', '-'))
}
