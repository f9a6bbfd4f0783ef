import { useQuery } from '@tanstack/react-query'
import { Plus, Trash2 } from 'lucide-react'
import { announce } from '#ui/announce.tsx'
import { Button } from '#ui/button.tsx'
import { Dialog } from '#ui/dialog.tsx'
import { notifyAction } from '#ui/notify.ts'
import { useWorkspace } from '../workspace-provider.tsx'
import { NameInput } from './name-input.tsx'
import { timeText } from './time-text.ts'
import { attempt, useWorkspaceActor } from './use-workspace-actor.ts'
import {
  allWorkspaces,
  createWorkspace,
  type ListedWorkspace,
  openWorkspace,
  removeWorkspace,
  renameWorkspace,
} from './workspace-actions.ts'
import { useWorkspaceDialog } from './workspace-dialog-state.ts'
import styles from './workspaces-dialog.module.css'

/** All workspaces: opened, renamed, deleted. */
export function WorkspacesDialog() {
  const actor = useWorkspaceActor()
  const close = useWorkspaceDialog(state => state.close)
  const id = useWorkspace(workspace => workspace.id)
  const name = useWorkspace(({ settings }) => settings.name)
  const { data = [], refetch } = useQuery({ queryKey: ['workspaces'], queryFn: allWorkspaces, staleTime: 0 })
  const others = data.filter(listed => listed.id !== id)
  const opened = data.find(listed => listed.id === id) ?? { id, changed_at: '' }
  const act = (what: string, action: () => Promise<unknown>) =>
    attempt(what, async () => {
      await action()
      await refetch()
    })
  const remove = (listed: ListedWorkspace) =>
    act('Not deleted', async () => {
      const putBack = await removeWorkspace(actor, listed)
      const undo = () =>
        act('Not put back', async () => {
          await putBack()
          announce(`${listed.name} is back`)
        })
      await notifyAction(`Deleted ${listed.name}`, { label: 'Undo', run: undo })
    })
  return (
    <Dialog
      title="Workspaces"
      open
      onClose={close}
      actions={
        <Button
          icon={<Plus aria-hidden="true" />}
          onClick={() => {
            close()
            attempt('No workspace was made', () => createWorkspace(actor))
          }}
        >
          New workspace
        </Button>
      }
    >
      <ul className={styles.list}>
        {[{ ...opened, name }, ...others].map(listed => (
          <li key={listed.id} className={styles.row}>
            <span className={styles.name}>
              <NameInput
                label={`Name of ${listed.name}`}
                name={listed.name}
                onRename={next => act('Not renamed', () => renameWorkspace(actor, listed.id, next))}
              />
              <small className={styles.time}>
                {listed.changed_at === '' ? 'Not saved yet' : `Changed ${timeText(listed.changed_at)}`}
              </small>
            </span>
            {listed.id === id ? (
              <span className={styles.open}>Open now</span>
            ) : (
              <Button
                size="small"
                aria-label={`Open ${listed.name}`}
                onClick={() => {
                  close()
                  attempt('Not opened', () => openWorkspace(actor, listed.id))
                }}
              >
                Open
              </Button>
            )}
            <Button
              size="small"
              variant="quiet"
              icon={<Trash2 aria-hidden="true" />}
              aria-label={`Delete ${listed.name}`}
              title={`Delete ${listed.name}`}
              onClick={() => remove(listed)}
            />
          </li>
        ))}
      </ul>
      <p className={styles.note}>
        Kept in this browser and by the studio on this machine. The open one is the one that the gateway
        rehearses.
      </p>
    </Dialog>
  )
}
