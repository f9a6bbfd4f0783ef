import { useQuery } from '@tanstack/react-query'
import { Download } from 'lucide-react'
import { useMemo, useState } from 'react'
import { Banner } from '#ui/banner.tsx'
import { Button } from '#ui/button.tsx'
import { Dialog } from '#ui/dialog.tsx'
import { Field } from '#ui/field.tsx'
import { Checkbox } from '#ui/input.tsx'
import { saveFile } from '#ui/save-file.ts'
import { placeText } from '#workspaces/remove-secrets.ts'
import { type RemovedFromFile, writeWorkspaceFile } from '#workspaces/workspace-file.ts'
import { fileName } from './file-name.ts'
import { RemovedSecrets } from './removed-secrets.tsx'
import { timeText } from './time-text.ts'
import { useWorkspaceActor } from './use-workspace-actor.ts'
import { exportedWorkspaces } from './workspace-actions.ts'
import { useWorkspaceDialog } from './workspace-dialog-state.ts'

/** All workspaces and snapshots as one file; what secrets they hold, and whether the file holds them too. */
export function ExportDialog() {
  const { open } = useWorkspaceActor()
  const close = useWorkspaceDialog(state => state.close)
  const [keep, setKeep] = useState(false)
  const { data: workspaces, error } = useQuery({
    queryKey: ['exported workspaces'],
    queryFn: () => exportedWorkspaces(open),
    staleTime: 0,
    gcTime: 0,
  })
  const file = useMemo(() => {
    const exportedAt = new Date().toISOString()
    const written = writeWorkspaceFile(workspaces ?? [], { exportedAt, secrets: keep ? 'kept' : 'removed' })
    return { exportedAt, ...written }
  }, [workspaces, keep])
  const snapshots = workspaces?.flatMap(workspace => workspace.snapshots).length ?? 0
  const save = () => {
    saveFile(fileName(file.exportedAt), new Blob([file.text], { type: 'application/json' }))
    close()
  }
  return (
    <Dialog
      title="Export everything"
      open
      onClose={close}
      actions={
        <>
          <Button onClick={close}>Cancel</Button>
          <Button
            variant="primary"
            icon={<Download aria-hidden="true" />}
            onClick={save}
            disabledReason={workspaces === undefined ? 'The workspaces are still being read' : undefined}
          >
            Save file
          </Button>
        </>
      }
    >
      {error !== null && <Banner tone="danger">Not every workspace could be read: {error.message}</Banner>}
      {workspaces !== undefined && (
        <>
          <p>
            One file, <code>{fileName(file.exportedAt)}</code>, with {counted(workspaces.length, 'workspace')}{' '}
            and {counted(snapshots, 'snapshot')}. Values of variables and events are not in it.
          </p>
          <RemovedSecrets
            places={file.secrets.map(placeInFile)}
            none="No secret was found in it."
            some={keep ? 'stay in the file as clear text' : 'removed from the file'}
          />
          {file.secrets.length > 0 && (
            <Field label="Keep the secrets in the file" hint="For a backup that only you can read." inline>
              {control => (
                <Checkbox {...control} checked={keep} onChange={event => setKeep(event.target.checked)} />
              )}
            </Field>
          )}
        </>
      )}
    </Dialog>
  )
}

function placeInFile({ workspace, snapshot, ...place }: RemovedFromFile): string {
  // A snapshot without a name goes by its time.
  const taken = snapshot !== undefined && /^\d{4}-\d\d-\d\dT/.test(snapshot) ? timeText(snapshot) : snapshot
  const owner = taken === undefined ? workspace : `${workspace}, snapshot ${taken}`
  return `${owner}: ${placeText(place)}`
}

function counted(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`
}
