import { notifyError } from '#ui/notify.ts'
import { workspacesFile } from '../dropped-files.ts'
import { useWorkspaceDialog } from './workspace-dialog-state.ts'

/** Opens the import of workspaces if a file holds some; false if none does. Other files beside it are left, in words. */
export async function openWorkspaces(files: readonly File[]): Promise<boolean> {
  const file = await workspacesFile(files)
  if (file === undefined) return false
  useWorkspaceDialog.getState().show({ name: 'import', file })
  if (files.length > 1) void notifyError(`${file.name} holds workspaces. The other files were not opened.`)
  return true
}
