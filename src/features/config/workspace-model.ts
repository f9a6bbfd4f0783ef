/** What the user authors: the document with its history, how it is rehearsed, and whether it is saved. */
import { createStore, type StoreApi } from 'zustand'
import type { Workspace, WorkspaceContent } from '#api/contract.ts'
import { defaultRelease } from '#plugin/release.ts'
import type { SaveState } from './autosave.ts'
import { changed, createHistory, type DocumentHistory, redone, undone } from './document-history.ts'
import { ingestEndpoints } from './ingest-endpoints.ts'

type WorkspaceSettings = Omit<WorkspaceContent, 'text'>

export interface WorkspaceModel {
  id: string
  settings: WorkspaceSettings
  history: DocumentHistory
  saveState: SaveState
  /** Real delivery ended because the document names other ingest endpoints than those it was confirmed for. */
  fellBack: boolean
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
  const settings = { name, gateway_release, delivery, subject_format, upstreams }
  let confirmed = delivery === 'endpoint' ? endpointsOf(text, settings) : ''
  /** The text and what follows from it for delivery are one change, so that they are saved as one. */
  const withHistory = (before: WorkspaceModel, history: DocumentHistory): Partial<WorkspaceModel> => {
    if (before.settings.delivery !== 'endpoint') return { history }
    const endpoints = endpointsOf(history.present.text, before.settings)
    if (endpoints === undefined || endpoints === confirmed) return { history }
    return { history, settings: { ...before.settings, delivery: 'studio' }, fellBack: true }
  }
  return createStore<WorkspaceModel>((set, get) => ({
    id,
    settings,
    history: createHistory(text),
    saveState: { name: 'saved' },
    fellBack: false,
    changeText: (next, origin) =>
      set(before => withHistory(before, changed(before.history, { text: next, origin, at: now() }))),
    changeSettings: change => {
      const next = { ...get().settings, ...change }
      if (change.delivery === 'endpoint') confirmed = endpointsOf(get().history.present.text, next)
      set(change.delivery === undefined ? { settings: next } : { settings: next, fellBack: false })
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
