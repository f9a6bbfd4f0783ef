/** A workspace and its snapshots as a browser keeps them. */
import { z } from 'zod'
import { gatewayRelease } from '#plugin/release.ts'
import { workspaceContent } from './workspace-content.ts'

export const keptWorkspace = z.object({
  id: z.string().min(1),
  content: workspaceContent,
  /** RFC 3339. */
  changed_at: z.string(),
  /** The `updated_at` of the server's version that this one is or is based on; absent before the first save there. */
  based_on: z.string().optional(),
  /** Whether there is a change that the server does not have. */
  unsaved: z.boolean(),
})
export type KeptWorkspace = z.infer<typeof keptWorkspace>

/** The document at one moment. */
export const snapshot = z.object({
  id: z.string().min(1),
  /** Empty when it was given none. */
  name: z.string().max(200),
  /** RFC 3339. */
  taken_at: z.string(),
  text: workspaceContent.shape.text,
  gateway_release: gatewayRelease,
})
export type Snapshot = z.infer<typeof snapshot>

/** A name that none of the others has: `Tutorial`, `Tutorial (2)`. */
export function freeName(name: string, taken: readonly string[]): string {
  const base = name.replace(/ \(\d+\)$/, '').slice(0, 190)
  for (let number = 1; ; number++) {
    const candidate = number === 1 ? name : `${base} (${number})`
    if (!taken.includes(candidate)) return candidate
  }
}

/** The name of a new workspace: `Workspace 3`. */
export function nextName(taken: readonly string[]): string {
  for (let number = 1; ; number++) if (!taken.includes(`Workspace ${number}`)) return `Workspace ${number}`
}
