import { ReleaseSelect } from './release-select.tsx'
import styles from './workspace-controls.module.css'
import { useWorkspace } from './workspace-provider.tsx'
import { WorkspaceButton } from './workspaces/workspace-button.tsx'

const saved = { saved: 'Saved', saving: 'Saving…', failed: 'Not saved' }

/** The workspace with its menu, the gateway release that it is written for, and whether it is saved. */
export function WorkspaceControls() {
  const saveState = useWorkspace(workspace => workspace.saveState)
  return (
    <>
      <WorkspaceButton />
      <ReleaseSelect />
      <span className={styles.saved}>{saved[saveState.name]}</span>
    </>
  )
}
