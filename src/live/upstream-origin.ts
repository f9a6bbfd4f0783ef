import type { Service } from '#entities/gateway-state.ts'

/** `http://host:port`; grpc counts as http and grpcs as https. An IPv6 host is put in brackets. */
export function upstreamOrigin({ protocol, host, port }: Service): string {
  const scheme = protocol === 'https' || protocol === 'grpcs' ? 'https' : 'http'
  const authority = host.includes(':') && !host.startsWith('[') ? `[${host}]` : host
  return `${scheme}://${authority}:${port}`
}
