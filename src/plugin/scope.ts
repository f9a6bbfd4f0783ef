/** What a plugin applies to: the entities that it is attached to, by name or id; none is global. */
export interface Scope {
  service?: string
  route?: string
  consumer?: string
}

/** The scopes that Kong's documents show for this plugin. Consumer groups are not among them. */
export const scopeKinds = ['global', 'service', 'route', 'consumer'] as const
export type ScopeKind = (typeof scopeKinds)[number]

const entityKinds = ['service', 'route', 'consumer'] as const

/** The kind of a scope, or `combined` when it names more than one entity (a row that only a state file or `POST /plugins` can make). */
export function scopeKind(scope: Scope): ScopeKind | 'combined' {
  const named = entityKinds.filter(kind => scope[kind] !== undefined)
  const [only] = named
  if (only === undefined) return 'global'
  return named.length === 1 ? only : 'combined'
}
