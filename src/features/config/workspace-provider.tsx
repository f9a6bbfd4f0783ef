import { useQuery, useQueryClient } from '@tanstack/react-query'
import { createContext, type ReactNode, type RefObject, useContext, useEffect, useRef, useState } from 'react'
import { type StoreApi, useStore } from 'zustand'
import { type LoadedWorkspace, loadWorkspace, useGateway } from './studio.ts'
import { createWorkspaceModel, newWorkspace, type WorkspaceModel } from './workspace-model.ts'
import { createWorkspaceSaving, type WorkspaceSaving } from './workspace-saving.ts'

export interface OpenWorkspace {
  model: StoreApi<WorkspaceModel>
  /** The text that the page opened. */
  openedText: string
  retrySave: () => void
  /** Saves what is not saved, as far as that is possible now, and saves nothing after it: another workspace is opened. */
  leave: () => Promise<void>
}

const WorkspaceContext = createContext<OpenWorkspace | undefined>(undefined)

/** A part of the open workspace. */
export function useWorkspace<Part>(select: (workspace: WorkspaceModel) => Part): Part {
  return useStore(useOpenWorkspace().model, select)
}

export function useOpenWorkspace(): OpenWorkspace {
  const open = useContext(WorkspaceContext)
  if (open === undefined) throw new Error('useWorkspace outside of WorkspaceProvider')
  return open
}

interface ProviderProps {
  /** In place of the workspace while it is loaded. */
  loading: ReactNode
  children: ReactNode
}

/** Opens the last active workspace, or a new one, and keeps it saved. */
export function WorkspaceProvider({ loading, children }: ProviderProps) {
  const { data, error } = useQuery({
    queryKey: ['open workspace'],
    queryFn: async () => {
      const kept = loadWorkspace()
      // Its failure is looked at below; until then it is nobody's error.
      kept.catch(() => {})
      const { initialWorkspace } = await import('./workspaces/initial-workspace.ts')
      return (await initialWorkspace(kept)) ?? fresh()
    },
    staleTime: Number.POSITIVE_INFINITY,
    retry: 1,
    retryDelay: 500,
  })
  const [unreachable] = useState(fresh)
  if (data !== undefined)
    return (
      <SavedWorkspace key={data.id} workspace={data}>
        {children}
      </SavedWorkspace>
    )
  // Without the server everything but the rehearsal works; what is typed is saved as soon as it answers.
  if (error !== null)
    return (
      <SavedWorkspace key={unreachable.id} workspace={unreachable}>
        {children}
      </SavedWorkspace>
    )
  return loading
}

function fresh(): LoadedWorkspace {
  return { id: crypto.randomUUID(), content: newWorkspace('Workspace 1') }
}

/** Keeps a workspace saved from the first change on. */
export function SavedWorkspace({ workspace, children }: { workspace: LoadedWorkspace; children: ReactNode }) {
  const [model] = useState(() => createWorkspaceModel(workspace, Date.now))
  const queries = useQueryClient()
  const saving = useRef<WorkspaceSaving>(undefined)
  useEffect(() => {
    const onSaved = () => queries.invalidateQueries({ queryKey: ['gateway'] })
    const current = createWorkspaceSaving({ model, workspace, onSaved })
    saving.current = current
    return current.stop
  }, [model, queries, workspace])
  useFollowing(workspace.id, saving)
  const [open] = useState<OpenWorkspace>(() => ({
    model,
    openedText: workspace.content.text,
    retrySave: () => saving.current?.flush(),
    leave: async () => saving.current?.leave(),
  }))
  return <WorkspaceContext value={open}>{children}</WorkspaceContext>
}

/** Looks for changes of others as often as the page asks what the gateway runs. */
function useFollowing(id: string, saving: RefObject<WorkspaceSaving | undefined>): void {
  const { data } = useGateway()
  const changedAt = data?.workspace_id === id ? data.workspace_updated_at : undefined
  useEffect(() => {
    // A load that fails is tried again with the next change; the studio's banner says that it does not answer.
    if (changedAt !== undefined) saving.current?.follower.seen(changedAt).catch(() => {})
  }, [changedAt, saving])
}
