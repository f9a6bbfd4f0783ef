/** The studio's server, as the Config page asks it. */
import { useQuery } from '@tanstack/react-query'
import { createCall } from '#api/call.ts'
import { getGateway, getStudio, getWorkspace, listWorkspaces, type Workspace } from '#api/contract.ts'
import type { WorkspaceContent } from '#workspaces/workspace-content.ts'

/** The page's own origin; a request outlives the page when its body is small enough for the browser (64 KiB). */
export const call = createCall(location.origin, (input, init) => {
  const length = typeof init?.body === 'string' ? init.body.length : 0
  return globalThis.fetch(input, { ...init, keepalive: length < 15_000 })
})

/** Where the studio listens. Asked again every few seconds, which also tells whether it still answers. */
export function useStudio() {
  return useQuery({
    queryKey: ['studio'],
    queryFn: ({ signal }) => call(getStudio, { signal }),
    refetchInterval: 4000,
  })
}

/** What the gateway runs right now. */
export function useGateway() {
  return useQuery({
    queryKey: ['gateway'],
    queryFn: ({ signal }) => call(getGateway, { signal }),
    refetchInterval: 2000,
  })
}

export interface LoadedWorkspace {
  id: string
  content: Workspace | WorkspaceContent
  /** Set while the server does not have this content; `basedOn` is the server's version that it was made from. */
  unsaved?: { basedOn: string | undefined }
}

/** The workspace that the gateway rehearses, else the one changed last; undefined when there is none. */
export async function loadWorkspace(): Promise<Workspace | undefined> {
  const [{ workspace_id }, workspaces] = await Promise.all([call(getGateway), call(listWorkspaces)])
  const newest = workspaces.toSorted((a, b) => b.updated_at.localeCompare(a.updated_at))[0]
  const { id } = workspaces.find(kept => kept.id === workspace_id) ?? newest ?? {}
  return id === undefined ? undefined : call(getWorkspace, { params: { id } })
}
