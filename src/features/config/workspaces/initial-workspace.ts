import type { Workspace } from '#api/contract.ts'
import type { KeptWorkspace } from '#workspaces/kept-workspace.ts'
import type { LoadedWorkspace } from '../studio.ts'
import { browserLibrary } from './browser-library.ts'
import { useStorageState } from './storage-state.ts'

/**
 * The workspace to open: the one that the gateway rehearses, with what this browser changed of it while the server did
 * not answer; else the one that was open here last. Rejects when neither the server nor the browser has one to give.
 */
export async function initialWorkspace(
  onServer: Promise<Workspace | undefined>,
): Promise<LoadedWorkspace | undefined> {
  const [library, server] = await Promise.all([
    browserLibrary(),
    onServer.then(
      kept => ({ kept }),
      (failure: unknown) => ({ failure }),
    ),
  ])
  if ('kept' in server && server.kept !== undefined) {
    const here = await library.get(server.kept.id).catch(() => undefined)
    return here?.unsaved === true ? fromBrowser(here) : { id: server.kept.id, content: server.kept }
  }
  const last = await lastOpened(library)
  if (last === undefined && 'failure' in server) throw server.failure
  // Real delivery was confirmed for what another server ran.
  return last && fromBrowser({ ...last, content: { ...last.content, delivery: 'studio' } })
}

async function lastOpened(library: Awaited<ReturnType<typeof browserLibrary>>) {
  // What is kept in memory only was not there when the page opened.
  if (useStorageState.getState().problem !== undefined) return undefined
  try {
    const id = await library.lastOpened()
    return id === undefined ? undefined : await library.get(id)
  } catch {
    return undefined
  }
}

export function fromBrowser({ id, content, based_on }: KeptWorkspace): LoadedWorkspace {
  return { id, content, unsaved: { basedOn: based_on } }
}
