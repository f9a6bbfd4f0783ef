/** What the user authors: the document with its history, how it is rehearsed, and whether it is saved. */
import { createStore, type StoreApi } from 'zustand'
import type { Workspace } from '#api/contract.ts'
import { defaultRelease } from '#plugin/release.ts'
import type { WorkspaceContent } from '#workspaces/workspace-content.ts'
import type { SaveState } from './autosave.ts'
import { changed, createHistory, type DocumentHistory, redone, undone } from './document-history.ts'
import { ingestEndpoints } from './ingest-endpoints.ts'
import type { ConflictChoice } from './save-workspace.ts'

type WorkspaceSettings = Omit<WorkspaceContent, 'text'>

export interface WorkspaceModel {
  id: string
  settings: WorkspaceSettings
  history: DocumentHistory
  saveState: SaveState
  /** Real delivery ended because the document names other ingest endpoints than those it was confirmed for. */
  fellBack: boolean
  /** Set while the user has to choose between the own changes and those of somebody else. */
  conflict: { choose: (choice: ConflictChoice) => void } | undefined
  /** The document has a new text. Changes of one origin in quick succession are one undo step. */
  changeText: (text: string, origin: string) => void
  changeSettings: (change: Partial<WorkspaceSettings>) => void
  /** What somebody else made of the workspace, as one step of the history. */
  takeOver: (theirs: Workspace) => void
  undo: () => void
  redo: () => void
}

/** A workspace before its first save. The rehearsal stays in the studio. */
export function newWorkspace(name: string): WorkspaceContent {
  return {
    name,
    text: '',
    gateway_release: defaultRelease,
    delivery: 'studio',
    subject_format: 'plain',
    upstreams: {},
  }
}

/** `now` gives milliseconds. */
export function createWorkspaceModel(
  { id, content }: { id: string; content: WorkspaceContent | Workspace },
  now: () => number,
): StoreApi<WorkspaceModel> {
  const { name, text, gateway_release, delivery, subject_format, upstreams, applications } = content
  const settings: WorkspaceSettings = {
    name,
    gateway_release,
    delivery,
    subject_format,
    upstreams,
    ...(applications && { applications }),
  }
  let confirmed = delivery === 'endpoint' ? endpointsOf(text, settings) : ''
  /** The text and what follows from it for delivery are one change, so that they are saved as one. */
  const withHistory = (before: WorkspaceModel, history: DocumentHistory): Partial<WorkspaceModel> => {
    const { settings } = before
    if (settings.delivery !== 'endpoint') return { history, settings }
    const endpoints = endpointsOf(history.present.text, settings)
    if (endpoints === undefined || endpoints === confirmed) return { history, settings }
    return { history, settings: { ...settings, delivery: 'studio' }, fellBack: true }
  }
  return createStore<WorkspaceModel>((set, get) => ({
    id,
    settings,
    history: createHistory(text),
    saveState: { name: 'saved' },
    fellBack: false,
    conflict: undefined,
    changeText: (next, origin) =>
      set(before => withHistory(before, changed(before.history, { text: next, origin, at: now() }))),
    changeSettings: change => {
      const next = { ...get().settings, ...change }
      if (change.delivery === 'endpoint') confirmed = endpointsOf(get().history.present.text, next)
      set(change.delivery === undefined ? { settings: next } : { settings: next, fellBack: false })
    },
    takeOver: theirs => {
      const { text: next, id: _id, updated_at: _at, ...chosen } = theirs
      // Confirmed in another tab; what this tab has confirmed still has to be for the same endpoints.
      if (get().settings.delivery === 'studio') confirmed = endpointsOf(next, chosen)
      set(before =>
        withHistory(
          { ...before, settings: chosen },
          changed(before.history, { text: next, origin: 'import', at: now() }),
        ),
      )
    },
    undo: () => set(before => withHistory(before, undone(before.history))),
    redo: () => set(before => withHistory(before, redone(before.history))),
  }))
}

/** The set of ingest endpoints as one text; undefined while the YAML is broken. */
function endpointsOf(text: string, { gateway_release }: WorkspaceSettings): string | undefined {
  return ingestEndpoints(text, gateway_release)?.join('\n')
}

/** What is saved of the model. */
export function contentOf({ settings, history }: WorkspaceModel): WorkspaceContent {
  return { ...settings, text: history.present.text }
}
