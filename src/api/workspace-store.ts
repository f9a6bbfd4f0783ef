/** Where workspaces are kept. */
import type { Workspace } from './contract.ts'

export interface WorkspaceStore {
  /** Last changed first. */
  list(): Promise<Pick<Workspace, 'id' | 'name' | 'updated_at'>[]>
  get(id: string): Promise<Workspace | undefined>
  /** Adds or replaces. When it resolves, the workspace survives a crash of the process (stores on disk). */
  put(workspace: Workspace): Promise<void>
  /** Whether there was one. */
  delete(id: string): Promise<boolean>
}

export function createMemoryWorkspaceStore(): WorkspaceStore {
  const workspaces = new Map<string, Workspace>()
  return {
    list: async () =>
      [...workspaces.values()]
        .sort((a, b) => b.updated_at.localeCompare(a.updated_at) || a.id.localeCompare(b.id))
        .map(({ id, name, updated_at }) => ({ id, name, updated_at })),
    get: async id => workspaces.get(id),
    put: async workspace => {
      workspaces.set(workspace.id, workspace)
    },
    delete: async id => workspaces.delete(id),
  }
}
