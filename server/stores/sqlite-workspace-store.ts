/** Workspaces in SQLite. */
import { z } from 'zod'
import { type Workspace, workspace } from '#api/contract.ts'
import type { WorkspaceStore } from '#api/workspace-store.ts'
import type { Database } from './open-database.ts'
import { withFailures } from './store-failure.ts'

const summaries = z.array(z.object({ id: z.string(), name: z.string(), updated_at: z.string() }))
const body = z
  .string()
  .transform(text => JSON.parse(text) as unknown)
  .pipe(workspace)

export function createSqliteWorkspaceStore({ connection, path }: Database): WorkspaceStore {
  const list = connection.prepare('SELECT id, name, updated_at FROM workspaces ORDER BY updated_at DESC, id')
  const get = connection.prepare('SELECT body FROM workspaces WHERE id = ?')
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
    put: async (kept: Workspace) => {
      withFailures(path, () => put.run(kept.id, kept.name, kept.updated_at, JSON.stringify(kept)))
    },
    delete: async id => withFailures(path, () => remove.run(id)).changes === 1,
  }
}
