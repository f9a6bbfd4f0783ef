/** Moves metering plugins of a document to another scope. */
import type { GatewayState } from '#entities/gateway-state.ts'
import type { GatewayRelease } from '#plugin/release.ts'
import { type Scope, scopeKind } from '#plugin/scope.ts'
import { readDocument } from './document.ts'
import { addPlugin, removeAt } from './edit-document.ts'

const entityKinds = ['service', 'route', 'consumer'] as const

/** A plugin of a document, and a scope that it could have. */
export interface ScopeChoice {
  /** From 0, in document order. */
  plugin: number
  /** The plugin's name among several; undefined where it is the only one. */
  name: string | undefined
  /** With one name, or none for global. */
  scope: Scope
}

/** Entities of a kind that are offered. */
const OFFERED = 50

/** The scopes that the plugins could have instead of their own, by the document's entities; none while it is broken. */
export function scopeChoices(text: string, release: GatewayRelease): ScopeChoice[] {
  const { plugins, state } = readDocument(text, release)
  if (state === undefined) return []
  const named = {
    service: state.services.map(({ name, id }) => name ?? id),
    route: state.routes.map(({ name, id }) => name ?? id),
    consumer: state.consumers.map(({ username, custom_id, id }) => username ?? custom_id ?? id),
  }
  const scopes: Scope[] = [
    {},
    ...entityKinds.flatMap(kind => named[kind].slice(0, OFFERED).map(name => ({ [kind]: name }))),
  ]
  return plugins.flatMap(({ plugin }, index) => {
    if (plugin === undefined) return []
    const name = plugins.length === 1 ? undefined : (plugin.instance_name ?? `plugin ${index + 1}`)
    return scopes
      .filter(scope => !isSameScope(scope, plugin.scope))
      .map(scope => ({ plugin: index, name, scope }))
  })
}

/** The document with the plugin at another place; unchanged where it has no such plugin. */
export function rescope(
  text: string,
  release: GatewayRelease,
  { plugin: index, scope }: Omit<ScopeChoice, 'name'>,
): string {
  const found = readDocument(text, release).plugins[index]
  if (found?.plugin === undefined) return text
  // It is written anew at the end of the list first, so that the old one's place stays what it is.
  return removeAt(addPlugin(text, { ...found.plugin, scope }), found.path)
}

/** Whether the document has what a scope names, by name or id. */
export function hasScope({ services, routes, consumers }: GatewayState, scope: Scope): boolean {
  const { service, route, consumer } = scope
  const isIn = (name: string | undefined, names: readonly (string | undefined)[][]) =>
    name === undefined || names.some(of => of.includes(name))
  return (
    isIn(
      service,
      services.map(of => [of.name, of.id]),
    ) &&
    isIn(
      route,
      routes.map(of => [of.name, of.id]),
    ) &&
    isIn(
      consumer,
      consumers.map(of => [of.username, of.custom_id, of.id]),
    )
  )
}

/** `global`, `service example-service`. */
export function scopeText(scope: Scope): string {
  const kinds = entityKinds.filter(kind => scope[kind] !== undefined)
  return scopeKind(scope) === 'global' ? 'global' : kinds.map(kind => `${kind} ${scope[kind]}`).join(', ')
}

function isSameScope(one: Scope, other: Scope): boolean {
  return entityKinds.every(kind => one[kind] === other[kind])
}
