import type { DocumentPath } from '#entities/gateway-state.ts'

/** Something in the state that the gateway cannot run; the entity is left out. */
export interface Problem {
  /** Where in the document. */
  path: DocumentPath
  /** What is wrong, and what Kong does with it. */
  message: string
}
