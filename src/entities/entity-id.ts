import { v5 } from 'uuid'

/** The namespace of ids that the studio makes up for entities without one. */
const NAMESPACE = '6f0c53f4-8a5b-5d0e-9a34-1f0d9c1b7a52'

/** Hashing is most of what reading a large, hardly changed document costs; so many ids are kept, then all are forgotten. */
const MAX_KEPT = 20_000
const kept = new Map<string, string>()

/**
 * The id of an entity that has none of its own: a version 5 UUID of its kind and what tells it apart, so that it
 * stays the same while the rest of its document is edited.
 */
export function entityId(kind: string, ...parts: readonly (string | undefined)[]): string {
  const name = JSON.stringify([kind, ...parts.map(part => part ?? null)])
  const known = kept.get(name)
  if (known !== undefined) return known
  if (kept.size >= MAX_KEPT) kept.clear()
  const id = v5(name, NAMESPACE)
  kept.set(name, id)
  return id
}
