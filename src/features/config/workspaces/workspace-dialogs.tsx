import { ChangesDialog } from './changes-dialog.tsx'
import { ExportDialog } from './export-dialog.tsx'
import { ImportDialog } from './import-dialog.tsx'
import { LinkDialog } from './link-dialog.tsx'
import { ShareDialog } from './share-dialog.tsx'
import type { WorkspaceDialog } from './workspace-dialog-state.ts'
import { WorkspacesDialog } from './workspaces-dialog.tsx'

/** The dialogs of workspaces, loaded when the first one opens. */
export function WorkspaceDialogs({ dialog }: { dialog: WorkspaceDialog }) {
  switch (dialog.name) {
    case 'workspaces':
      return <WorkspacesDialog />
    case 'changes':
      return <ChangesDialog naming={dialog.naming} />
    case 'share':
      return <ShareDialog />
    case 'export':
      return <ExportDialog />
    case 'import':
      return <ImportDialog file={dialog.file} />
    case 'link':
      return <LinkDialog key={dialog.fragment} fragment={dialog.fragment} />
  }
}
