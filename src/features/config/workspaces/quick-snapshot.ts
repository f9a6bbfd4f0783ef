import { notifyAction, notifyDone, notifyError } from '#ui/notify.ts'
import type { OpenWorkspace } from '../workspace-provider.tsx'
import { browserLibrary } from './browser-library.ts'
import { timeText } from './time-text.ts'
import { takeSnapshot } from './workspace-actions.ts'
import { useWorkspaceDialog } from './workspace-dialog-state.ts'

/** Takes a snapshot without a question; the name can follow. The same text twice is one snapshot. */
export async function quickSnapshot(open: OpenWorkspace): Promise<void> {
  const { id, history } = open.model.getState()
  try {
    const [last] = await (await browserLibrary()).snapshots(id)
    if (last?.text === history.present.text) {
      const name = last.name === '' ? '' : ` “${last.name}”`
      return notifyDone('Nothing changed', `The last snapshot${name} holds the same text.`)
    }
    const taken = await takeSnapshot(open, '')
    await notifyAction(`Snapshot taken, ${timeText(taken.taken_at)}`, {
      label: 'Name it…',
      run: () => useWorkspaceDialog.getState().show({ name: 'changes', naming: taken.id }),
    })
  } catch (error) {
    await notifyError(`No snapshot was taken: ${error instanceof Error ? error.message : String(error)}`)
  }
}
