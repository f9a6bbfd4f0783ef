/** Keeps the open workspace saved, on the server and in this browser, and follows what others change of it. */
import type { StoreApi } from 'zustand'
import { getWorkspace, putWorkspace } from '#api/contract.ts'
import { type Autosave, createAutosave } from './autosave.ts'
import { type ChangeFollower, createChangeFollower } from './follow-changes.ts'
import { type ConflictChoice, createWorkspaceSaver } from './save-workspace.ts'
import { call, type LoadedWorkspace } from './studio.ts'
import { contentOf, type WorkspaceModel } from './workspace-model.ts'

export interface WorkspaceSaving {
  follower: ChangeFollower
  /** Saves now. */
  flush: () => void
  /** Saves what is not saved, as far as that is possible now; nothing is saved after it. */
  leave: () => Promise<void>
  stop: () => void
}

interface SavingOptions {
  model: StoreApi<WorkspaceModel>
  workspace: LoadedWorkspace
  /** The server has a new version. */
  onSaved: () => Promise<void>
}

/** Saves from the first change on; at once what the server does not have yet. */
export function createWorkspaceSaving({ model, workspace, onSaved }: SavingOptions): WorkspaceSaving {
  const { id } = model.getState()
  const load = () => call(getWorkspace, { params: { id } })
  const saver = createWorkspaceSaver({
    put: async body => {
      const kept = await call(putWorkspace, { params: { id }, body })
      follower.saved(kept.updated_at)
      return kept
    },
    load,
    choose: () => chosenIn(model),
    take: model.getState().takeOver,
    mine: () => contentOf(model.getState()),
  })
  /** In this browser, too: where the server does not answer, nothing is lost with the page. */
  const keep = async (content: ReturnType<typeof contentOf>, unsaved: boolean) => {
    const { keepInBrowser } = await import('./workspaces/browser-library.ts')
    const changed_at = unsaved ? new Date().toISOString() : (saver.basedOn ?? new Date().toISOString())
    const based_on = saver.basedOn === undefined ? {} : { based_on: saver.basedOn }
    await keepInBrowser({ id, content, changed_at, unsaved, ...based_on })
  }
  const autosave = createAutosave<ReturnType<typeof contentOf>>({
    save: async content => {
      // The server first: a page that is being left has no time for one after the other.
      await Promise.all([saver.save(content), keep(content, true)])
      await keep(contentOf(model.getState()), model.getState().history.present.text !== content.text)
      await onSaved()
    },
    onState: saveState => model.setState({ saveState }),
    delayMilliseconds: 300,
    retryMilliseconds: 5000,
  })
  const follower = createChangeFollower({
    pending: () => autosave.pending,
    load,
    take: kept => {
      saver.knows(kept)
      model.getState().takeOver(kept)
    },
  })
  if (workspace.unsaved !== undefined) {
    if (workspace.unsaved.basedOn !== undefined) saver.continues(workspace.unsaved.basedOn)
    autosave.schedule(contentOf(model.getState()))
  } else if ('updated_at' in workspace.content) {
    saver.knows(workspace.content)
    void keep(contentOf(model.getState()), false)
  }
  const unsubscribe = model.subscribe((next, before) => {
    const kept = next.settings === before.settings && textOf(next) === textOf(before)
    if (!kept) autosave.schedule(contentOf(next))
  })
  const unwatch = saveBeforeLeaving(autosave)
  const stop = () => {
    unsubscribe()
    unwatch()
    autosave.stop()
  }
  let left = false
  return {
    follower,
    flush: autosave.flush,
    leave: async () => {
      left = true
      await settled(autosave, model)
      stop()
    },
    stop: () => {
      // What could not be saved before another workspace was opened must not replace that one in the gateway.
      if (!left) autosave.flush()
      stop()
    },
  }
}

/** Saves now, and waits until that succeeded, failed, or waits for the user. */
function settled(autosave: Pick<Autosave<never>, 'flush' | 'pending'>, model: StoreApi<WorkspaceModel>) {
  const isOver = ({ saveState, conflict }: WorkspaceModel) =>
    !autosave.pending || saveState.name === 'failed' || conflict !== undefined
  autosave.flush()
  return new Promise<void>(resolve => {
    if (isOver(model.getState())) return resolve()
    const unsubscribe = model.subscribe(next => {
      if (!isOver(next)) return
      unsubscribe()
      resolve()
    })
  })
}

/** The user's choice in the banner, which stays until then. */
function chosenIn(model: StoreApi<WorkspaceModel>): Promise<ConflictChoice> {
  return new Promise(resolve => {
    const choose = (choice: ConflictChoice) => {
      model.setState({ conflict: undefined })
      resolve(choice)
    }
    model.setState({ conflict: { choose } })
  })
}

function textOf({ history }: WorkspaceModel): string {
  return history.present.text
}

/** Saves when the page is hidden; asks before it is closed with a change that is not saved. */
function saveBeforeLeaving(autosave: Pick<Autosave<never>, 'flush' | 'pending'>): () => void {
  const onHide = () => document.visibilityState === 'hidden' && autosave.flush()
  const onLeave = (event: BeforeUnloadEvent) => {
    if (!autosave.pending) return
    autosave.flush()
    event.preventDefault()
  }
  document.addEventListener('visibilitychange', onHide)
  addEventListener('beforeunload', onLeave)
  return () => {
    document.removeEventListener('visibilitychange', onHide)
    removeEventListener('beforeunload', onLeave)
  }
}
