import { Banner } from '#ui/banner.tsx'
import { Button } from '#ui/button.tsx'
import { useStorageState } from './storage-state.ts'
import { useWorkspaceDialog } from './workspace-dialog-state.ts'

/** Says that this browser does not keep the workspaces, or cannot read some of them, and what to do. */
export function StorageBanner() {
  const { problem, damaged } = useStorageState()
  const show = useWorkspaceDialog(state => state.show)
  return (
    <>
      {problem !== undefined && (
        <Banner
          tone="warn"
          actions={
            <Button size="small" onClick={() => show({ name: 'export' })}>
              Export everything…
            </Button>
          }
        >
          This browser is not saving workspaces: {problem.replace(/\.?$/, '.')} The open one is still saved by
          the studio; snapshots and imported workspaces last as long as this page.
        </Banner>
      )}
      {damaged > 0 && (
        <Banner tone="warn" actions={<DamagedActions />}>
          {damaged === 1 ? 'One workspace' : `${damaged} workspaces`} in this browser cannot be read.
          Everything else is there. Download what is kept before you discard it.
        </Banner>
      )}
    </>
  )
}

function DamagedActions() {
  const download = async () => (await import('./damaged-records.ts')).downloadKept()
  const discard = async () => (await import('./damaged-records.ts')).discardDamaged()
  return (
    <>
      <Button size="small" onClick={() => void download()}>
        Download all that is kept
      </Button>
      <Button size="small" onClick={() => void discard()}>
        Discard what cannot be read
      </Button>
    </>
  )
}
