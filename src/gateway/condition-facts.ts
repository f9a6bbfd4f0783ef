import type { Consumer, Route, Service } from '#entities/gateway-state.ts'
import type { HeaderList } from '#metering/exchange.ts'
import type { ConditionFacts, Pass } from './access.ts'
import { pathOf } from './normalize-path.ts'
import { parseQuery } from './query-arguments.ts'
import { requestHost } from './route-match.ts'

/** What a condition reads of a request at this moment: plugins that ran before have left their traces. */
export function conditionFacts(pass: Pass): ConditionFacts {
  const { request } = pass
  const query = [...parseQuery(pass.query)]
  return {
    method: request.method,
    host: requestHost(pass.headers) ?? '',
    path: pass.match?.path ?? pathOf(request.uri),
    headers: headersByName(pass.headers),
    queries: new Map(
      query.map(([name, values]) => [name, values.map(value => (value === true ? '' : value))]),
    ),
    protocol: request.scheme,
    src: { ip: request.clientIp, port: request.clientPort ?? 0 },
    dst: { ip: '127.0.0.1', port: request.listenPort },
    ...(request.sni !== undefined && { sni: request.sni }),
    ...(pass.route && { route: entityFacts(pass.route) }),
    ...(pass.service && { service: entityFacts(pass.service) }),
    ...(pass.consumer && { consumer: consumerFacts(pass.consumer) }),
    ...(pass.application && {
      principal: { id: pass.application.id, display_name: pass.application.name },
    }),
  }
}

function headersByName(headers: HeaderList): Map<string, string[]> {
  const named = new Map<string, string[]>()
  for (let i = 0; i < headers.length; i += 2) {
    const name = (headers[i] ?? '').toLowerCase().replaceAll('-', '_')
    const values = named.get(name)
    if (values === undefined) named.set(name, [headers[i + 1] ?? ''])
    else values.push(headers[i + 1] ?? '')
  }
  return named
}

function entityFacts({ id, name, tags }: Route | Service): { id: string; name?: string; tags: string[] } {
  return name === undefined ? { id, tags } : { id, name, tags }
}

function consumerFacts({ id, username, custom_id, tags }: Consumer): NonNullable<ConditionFacts['consumer']> {
  return {
    id,
    tags,
    ...(username !== undefined && { username }),
    ...(custom_id !== undefined && { custom_id }),
  }
}
