/** Workspaces in SQLite. */
import { z } from 'zod'
import { type Workspace, workspace } from '#api/contract.ts'
import { changedSince, type WorkspaceStore } from '#api/workspace-store.ts'
import type { Database } from './open-database.ts'
import { withFailures } from './store-failure.ts'

const summaries = z.array(z.object({ id: z.string(), name: z.string(), updated_at: z.string() }))
const versions = z.object({ updated_at: z.string() })
const body = z
  .string()
  .transform(text => JSON.parse(text) as unknown)
  .pipe(workspace)

export function createSqliteWorkspaceStore({ connection, path }: Database): WorkspaceStore {
  const list = connection.prepare('SELECT id, name, updated_at FROM workspaces ORDER BY updated_at DESC, id')
  const get = connection.prepare('SELECT body FROM workspaces WHERE id = ?')
  const version = connection.prepare('SELECT updated_at FROM workspaces WHERE id = ?')
  const put = connection.prepare(
    'INSERT OR REPLACE INTO workspaces (id, name, updated_at, body) VALUES (?, ?, ?, ?)',
  )
  const remove = connection.prepare('DELETE FROM workspaces WHERE id = ?')
  return {
    list: async () => summaries.parse(withFailures(path, () => list.all())),
    get: async id => {
      const row = withFailures(path, () => get.get(id))
      return row === undefined ? undefined : body.parse(row.body)
    },
    // Without a pause between reading and writing, so that of two changes one is told.
    put: async (kept: Workspace, basedOn?: string) =>
      withFailures(path, () => {
        const row = version.get(kept.id)
        if (changedSince(row && versions.parse(row), basedOn)) return false
        put.run(kept.id, kept.name, kept.updated_at, JSON.stringify(kept))
        return true
      }),
    delete: async id => withFailures(path, () => remove.run(id)).changes === 1,
  }
}
