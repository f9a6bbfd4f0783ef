/** Names a row of the plugins table by what it is set on: `Service example-service, Consumer alice`. */
import type { GatewayState, PluginRow } from '#entities/gateway-state.ts'

export function placeOf({ service, route, consumer }: PluginRow, state: GatewayState): string {
  const places = [
    service !== undefined && `Service ${nameIn(state.services, service)}`,
    route !== undefined && `Route ${nameIn(state.routes, route)}`,
    consumer !== undefined && `Consumer ${consumerName(state, consumer)}`,
  ].filter(Boolean)
  return places.length === 0 ? 'global' : places.join(', ')
}

function nameIn(entities: readonly { id: string; name?: string }[], id: string): string {
  return entities.find(entity => entity.id === id)?.name ?? id
}

function consumerName({ consumers }: GatewayState, id: string): string {
  const consumer = consumers.find(known => known.id === id)
  return consumer?.username ?? consumer?.custom_id ?? id
}
