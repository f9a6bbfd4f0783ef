/** Where workspaces are kept. */
import type { Workspace } from './contract.ts'

export interface WorkspaceStore {
  /** Last changed first. */
  list(): Promise<Pick<Workspace, 'id' | 'name' | 'updated_at'>[]>
  get(id: string): Promise<Workspace | undefined>
  /**
   * Adds or replaces. When it resolves, the workspace survives a crash of the process (stores on disk). Given the
   * `updated_at` that the change is based on, nothing is kept if the workspace has another by now. Whether it was kept.
   */
  put(workspace: Workspace, basedOn?: string): Promise<boolean>
  /** Whether there was one. */
  delete(id: string): Promise<boolean>
}

/** Whether what is kept is no longer what a change is based on. A workspace that was deleted may be kept again. */
export function changedSince(
  kept: Pick<Workspace, 'updated_at'> | undefined,
  basedOn: string | undefined,
): boolean {
  return basedOn !== undefined && kept !== undefined && kept.updated_at !== basedOn
}

export function createMemoryWorkspaceStore(): WorkspaceStore {
  const workspaces = new Map<string, Workspace>()
  return {
    list: async () =>
      [...workspaces.values()]
        .sort((a, b) => b.updated_at.localeCompare(a.updated_at) || a.id.localeCompare(b.id))
        .map(({ id, name, updated_at }) => ({ id, name, updated_at })),
    get: async id => workspaces.get(id),
    put: async (workspace, basedOn) => {
      const changed = changedSince(workspaces.get(workspace.id), basedOn)
      if (!changed) workspaces.set(workspace.id, workspace)
      return !changed
    },
    delete: async id => workspaces.delete(id),
  }
}
