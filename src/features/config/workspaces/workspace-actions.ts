/** What can be done with workspaces and their snapshots: in this browser, and on the server as far as it answers. */
import type { QueryClient } from '@tanstack/react-query'
import { deleteWorkspace, getWorkspace, listWorkspaces, putWorkspace, type Workspace } from '#api/contract.ts'
import { ApiError } from '#api/problem.ts'
import { freeName, type KeptWorkspace, nextName, type Snapshot } from '#workspaces/kept-workspace.ts'
import type { WorkspaceContent } from '#workspaces/workspace-content.ts'
import type { ExportedWorkspace } from '#workspaces/workspace-file.ts'
import { call, type LoadedWorkspace } from '../studio.ts'
import { contentOf, newWorkspace } from '../workspace-model.ts'
import type { OpenWorkspace } from '../workspace-provider.tsx'
import { browserLibrary } from './browser-library.ts'
import { fromBrowser } from './initial-workspace.ts'
import { useWorkspaceDialog } from './workspace-dialog-state.ts'

export interface ListedWorkspace {
  id: string
  name: string
  /** RFC 3339. */
  changed_at: string
}

/** What an action works on: the open workspace, and where the next one is shown. */
export interface Actor {
  open: OpenWorkspace
  queries: QueryClient
}

/** All workspaces of this browser and of the server, the last changed first. */
export async function allWorkspaces(): Promise<ListedWorkspace[]> {
  const library = await browserLibrary()
  const [{ workspaces }, onServer] = await Promise.all([
    library.contents().catch(() => ({ workspaces: [] })),
    call(listWorkspaces).catch(() => []),
  ])
  const here = new Map(workspaces.map(kept => [kept.id, kept]))
  const listed = new Map<string, ListedWorkspace>()
  for (const { id, content, changed_at } of workspaces) listed.set(id, { id, name: content.name, changed_at })
  for (const { id, name, updated_at } of onServer)
    if (here.get(id)?.unsaved !== true) listed.set(id, { id, name, changed_at: updated_at })
  return [...listed.values()].sort((left, right) => right.changed_at.localeCompare(left.changed_at))
}

/** A workspace as it is now: what this browser changed goes before what the server has. */
async function loadKept(id: string): Promise<LoadedWorkspace | undefined> {
  const library = await browserLibrary()
  const here = await library.get(id).catch(() => undefined)
  if (here?.unsaved === true) return fromBrowser(here)
  try {
    return { id, content: await call(getWorkspace, { params: { id } }) }
  } catch (error) {
    if (here !== undefined) return fromBrowser(here)
    throw error
  }
}

function plainContent(content: Workspace | WorkspaceContent): WorkspaceContent {
  const { name, text, gateway_release, delivery, subject_format, upstreams, applications } = content
  const settings = { name, text, gateway_release, delivery, subject_format, upstreams }
  return applications === undefined ? settings : { ...settings, applications }
}

function versionOf({ content, unsaved }: LoadedWorkspace): string | undefined {
  return 'updated_at' in content ? content.updated_at : unsaved?.basedOn
}

/** Shows a workspace and has the gateway rehearse it. Its events stay in the studio until the user says otherwise again. */
async function show({ open, queries }: Actor, loaded: LoadedWorkspace): Promise<void> {
  await open.leave()
  const { id } = loaded
  const content: WorkspaceContent = { ...plainContent(loaded.content), delivery: 'studio' }
  const basedOn = versionOf(loaded)
  const body = basedOn === undefined ? content : { ...content, based_on: basedOn }
  const shown: LoadedWorkspace = await call(putWorkspace, { params: { id }, body }).then(
    kept => ({ id, content: kept }),
    // Not saved yet; the page goes on trying, or asks whose version it is to be.
    () => ({ id, content, unsaved: { basedOn } }),
  )
  await queries.refetchQueries({ queryKey: ['gateway'] })
  useWorkspaceDialog.setState({ opened: true })
  queries.setQueryData(['open workspace'], shown)
}

export async function openWorkspace(actor: Actor, id: string): Promise<void> {
  if (id === actor.open.model.getState().id) return
  const loaded = await loadKept(id)
  if (loaded !== undefined) await show(actor, loaded)
}

/** Opens a new workspace: an empty one, or one with the content of a link; its name is made one that is free. */
export async function createWorkspace(actor: Actor, content?: WorkspaceContent): Promise<string> {
  const names = (await allWorkspaces()).map(({ name }) => name)
  names.push(actor.open.model.getState().settings.name)
  const made = content ?? newWorkspace(nextName(names))
  const name = freeName(made.name, names)
  await show(actor, { id: crypto.randomUUID(), content: { ...made, name } })
  return name
}

export async function renameWorkspace({ open }: Actor, id: string, name: string): Promise<void> {
  const { id: openId, changeSettings } = open.model.getState()
  if (id === openId) return changeSettings({ name })
  const loaded = await loadKept(id)
  if (loaded === undefined) return
  const library = await browserLibrary()
  await library.put({
    ...keptOf(loaded, new Date().toISOString()),
    content: { ...plainContent(loaded.content), name },
    unsaved: true,
  })
}

function keptOf(loaded: LoadedWorkspace, changed_at: string): KeptWorkspace {
  const based_on = versionOf(loaded)
  return {
    id: loaded.id,
    content: plainContent(loaded.content),
    changed_at,
    unsaved: loaded.unsaved !== undefined,
    ...(based_on === undefined ? {} : { based_on }),
  }
}

/** Deletes a workspace here and on the server; gives what puts it back with its snapshots. */
export async function removeWorkspace(
  actor: Actor,
  { id, changed_at }: ListedWorkspace,
): Promise<() => Promise<void>> {
  const wasOpen = id === actor.open.model.getState().id
  if (wasOpen) {
    const next = (await allWorkspaces()).find(listed => listed.id !== id)
    if (next === undefined) await createWorkspace(actor)
    else await openWorkspace(actor, next.id)
  }
  const library = await browserLibrary()
  const loaded = await loadKept(id)
  await call(deleteWorkspace, { params: { id } }).catch(ignoreNotFound)
  const removed = await library.remove(id)
  return async () => {
    if (loaded === undefined) return
    const { based_on: _, ...kept } = keptOf(loaded, changed_at)
    await library.add({ ...kept, unsaved: true }, removed?.snapshots ?? [])
  }
}

function ignoreNotFound(error: unknown): void {
  if (!(error instanceof ApiError) || error.problem.status !== 404) throw error
}

/** Takes a snapshot of the open document. */
export async function takeSnapshot({ model }: OpenWorkspace, name: string): Promise<Snapshot> {
  const { id, settings, history } = model.getState()
  const taken: Snapshot = {
    id: crypto.randomUUID(),
    name,
    taken_at: new Date().toISOString(),
    text: history.present.text,
    gateway_release: settings.gateway_release,
  }
  const library = await browserLibrary()
  await library.putSnapshot(id, taken)
  return taken
}

/** Every workspace with its snapshots, for a file. */
export async function exportedWorkspaces({ model }: OpenWorkspace): Promise<ExportedWorkspace[]> {
  const library = await browserLibrary()
  const state = model.getState()
  const listed = await allWorkspaces()
  const now = new Date().toISOString()
  const others = listed.filter(({ id }) => id !== state.id)
  const loaded = await Promise.all(
    others.map(async ({ id, changed_at }) => {
      const kept = await loadKept(id)
      return kept && { id, changed_at, content: plainContent(kept.content) }
    }),
  )
  const all = [
    { id: state.id, changed_at: now, content: contentOf(state) },
    ...loaded.filter(kept => kept !== undefined),
  ]
  return Promise.all(
    all.map(async ({ id, ...kept }) => ({ ...kept, snapshots: await library.snapshots(id) })),
  )
}
