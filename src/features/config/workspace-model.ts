/** What the user authors: the document with its history, how it is rehearsed, and whether it is saved. */
import { createStore, type StoreApi } from 'zustand'
import type { Workspace, WorkspaceContent } from '#api/contract.ts'
import { defaultRelease } from '#plugin/release.ts'
import type { SaveState } from './autosave.ts'
import { changed, createHistory, type DocumentHistory, redone, undone } from './document-history.ts'

type WorkspaceSettings = Omit<WorkspaceContent, 'text'>

export interface WorkspaceModel {
  id: string
  settings: WorkspaceSettings
  history: DocumentHistory
  saveState: SaveState
  /** The document has a new text. Changes of one origin in quick succession are one undo step. */
  changeText: (text: string, origin: string) => void
  changeSettings: (change: Partial<WorkspaceSettings>) => void
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
  const { name, text, gateway_release, delivery, subject_format, upstreams } = content
  return createStore<WorkspaceModel>(set => ({
    id,
    settings: { name, gateway_release, delivery, subject_format, upstreams },
    history: createHistory(text),
    saveState: { name: 'saved' },
    changeText: (next, origin) =>
      set(({ history }) => ({ history: changed(history, { text: next, origin, at: now() }) })),
    changeSettings: change => set(({ settings }) => ({ settings: { ...settings, ...change } })),
    undo: () => set(({ history }) => ({ history: undone(history) })),
    redo: () => set(({ history }) => ({ history: redone(history) })),
  }))
}

/** What is saved of the model. */
export function contentOf({ settings, history }: WorkspaceModel): WorkspaceContent {
  return { ...settings, text: history.present.text }
}
