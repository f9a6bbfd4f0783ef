import { useQuery } from '@tanstack/react-query'
import { useMemo, useState } from 'react'
import { Button } from '#ui/button.tsx'
import { Dialog } from '#ui/dialog.tsx'
import { notifyAction, notifyDone } from '#ui/notify.ts'
import { NARROW, useMediaQuery } from '#ui/use-media-query.ts'
import type { Snapshot } from '#workspaces/kept-workspace.ts'
import { useWorkspace } from '../workspace-provider.tsx'
import { browserLibrary } from './browser-library.ts'
import styles from './changes-dialog.module.css'
import { DiffTable } from './diff-table.tsx'
import { lineDiff } from './line-diff.ts'
import { type SavedVersion, SnapshotList } from './snapshot-list.tsx'
import { timeText } from './time-text.ts'
import { attempt, useWorkspaceActor } from './use-workspace-actor.ts'
import { takeSnapshot } from './workspace-actions.ts'
import { useWorkspaceDialog } from './workspace-dialog-state.ts'

/** The id of the version that the page opened, which is no snapshot. */
const OPENED = 'opened'

/** The snapshots, and what changed since one of them. */
export function ChangesDialog({ naming }: { naming: string | undefined }) {
  const { open } = useWorkspaceActor()
  const close = useWorkspaceDialog(state => state.close)
  const id = useWorkspace(workspace => workspace.id)
  const text = useWorkspace(({ history }) => history.present.text)
  const { data: snapshots, refetch } = useQuery({
    queryKey: ['snapshots', id],
    queryFn: async () => (await browserLibrary()).snapshots(id),
    staleTime: 0,
  })
  const [chosen, setChosen] = useState<string>()
  const versions: SavedVersion[] = [
    ...(snapshots ?? []).map(snapshot => ({
      ...snapshot,
      title: snapshot.name || timeText(snapshot.taken_at),
    })),
    { id: OPENED, title: 'As this page opened it', text: open.openedText },
  ]
  const version = versions.find(one => one.id === chosen) ?? versions[0]
  const change = (what: string, action: () => Promise<unknown>) =>
    attempt(what, async () => {
      await action()
      await refetch()
    })
  const library = { put: putSnapshot(id), remove: removeSnapshot(id) }
  const restore = (restored: SavedVersion) => {
    open.model.getState().changeText(restored.text, 'import')
    close()
    const { gateway_release } = open.model.getState().settings
    const other = restored.gateway_release !== undefined && restored.gateway_release !== gateway_release
    const release = other
      ? ` It was made for gateway ${restored.gateway_release}; this is ${gateway_release}.`
      : ''
    const undo = () => {
      const { history, undo: goBack } = open.model.getState()
      if (history.present.text === restored.text) goBack()
      else
        void notifyDone(
          'Not undone',
          'The document was changed since. Undo (Ctrl/⌘ Z) goes back step by step.',
        )
    }
    void notifyAction(`Restored: ${restored.title}.${release}`, { label: 'Undo', run: undo })
  }
  const forget = (gone: Snapshot) =>
    change('Not deleted', async () => {
      await library.remove(gone.id)
      const undo = () => change('Not put back', () => library.put(gone))
      await notifyAction(`Deleted the snapshot ${gone.name || timeText(gone.taken_at)}`, {
        label: 'Undo',
        run: undo,
      })
    })
  return (
    <Dialog title="Snapshots and changes" open onClose={close} wide="full">
      <div className={styles.body}>
        <SnapshotList
          versions={versions}
          chosen={version?.id}
          naming={naming}
          onChoose={setChosen}
          onTake={name => change('No snapshot was taken', () => takeSnapshot(open, name))}
          onRename={(renamed, name) => change('Not renamed', () => library.put({ ...renamed, name }))}
          onRestore={restore}
          onDelete={forget}
        />
        {snapshots !== undefined && version !== undefined && (
          <Changes key={version.id} before={version.text} now={text} since={version.title} />
        )}
      </div>
    </Dialog>
  )
}

function putSnapshot(workspaceId: string) {
  return async ({ id, name, taken_at, text, gateway_release }: Snapshot) =>
    (await browserLibrary()).putSnapshot(workspaceId, { id, name, taken_at, text, gateway_release })
}

function removeSnapshot(workspaceId: string) {
  return async (id: string) => (await browserLibrary()).removeSnapshot(workspaceId, id)
}

function Changes({ before, now, since }: { before: string; now: string; since: string }) {
  const narrow = useMediaQuery(NARROW)
  const [split, setSplit] = useState(false)
  const diff = useMemo(() => lineDiff(before, now), [before, now])
  const count = (number: number, word: string) => `${number} ${number === 1 ? 'line' : 'lines'} ${word}`
  const summary =
    before === now ? 'No changes' : `${count(diff.added, 'added')}, ${count(diff.removed, 'removed')}`
  return (
    <section className={styles.changes} aria-label="Changes">
      <header className={styles.head}>
        <p role="status">
          <strong>{summary}</strong> since {since}
        </p>
        {!narrow && before !== now && (
          <Button size="small" aria-pressed={split} onClick={() => setSplit(!split)}>
            Side by side
          </Button>
        )}
      </header>
      {before !== now && (
        <DiffTable
          lines={diff.lines}
          view={split && !narrow ? 'split' : 'unified'}
          caption={`Changes since ${since}`}
        />
      )}
    </section>
  )
}
