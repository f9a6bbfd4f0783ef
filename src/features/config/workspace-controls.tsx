import { ReleaseSelect } from './release-select.tsx'
import styles from './workspace-controls.module.css'
import { useWorkspace } from './workspace-provider.tsx'

const saved = { saved: 'Saved', saving: 'Saving…', failed: 'Not saved' }

/** The workspace's name, the gateway release that it is written for, and whether it is saved. */
export function WorkspaceControls() {
  const name = useWorkspace(({ settings }) => settings.name)
  const changeSettings = useWorkspace(workspace => workspace.changeSettings)
  const saveState = useWorkspace(workspace => workspace.saveState)
  return (
    <>
      <input
        aria-label="Workspace name"
        className={styles.name}
        key={name}
        defaultValue={name}
        maxLength={200}
        onBlur={event => {
          const next = event.target.value.trim()
          if (next === '') event.target.value = name
          else if (next !== name) changeSettings({ name: next })
        }}
        onKeyDown={event => event.key === 'Enter' && event.currentTarget.blur()}
      />
      <ReleaseSelect />
      <span className={styles.saved}>{saved[saveState.name]}</span>
    </>
  )
}
