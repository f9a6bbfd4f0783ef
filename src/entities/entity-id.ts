import { v5 } from 'uuid'

/** The namespace of ids that the studio makes up for entities without one. */
const NAMESPACE = '6f0c53f4-8a5b-5d0e-9a34-1f0d9c1b7a52'

/**
 * The id of an entity that has none of its own: a version 5 UUID of its kind and what tells it apart, so that it
 * stays the same while the rest of its document is edited.
 */
export function entityId(kind: string, ...parts: readonly (string | undefined)[]): string {
  return v5(JSON.stringify([kind, ...parts.map(part => part ?? null)]), NAMESPACE)
}
