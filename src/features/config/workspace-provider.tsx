import { useQuery, useQueryClient } from '@tanstack/react-query'
import { createContext, type ReactNode, type RefObject, useContext, useEffect, useRef, useState } from 'react'
import { type StoreApi, useStore } from 'zustand'
import { getWorkspace, putWorkspace } from '#api/contract.ts'
import { type Autosave, createAutosave } from './autosave.ts'
import { type ChangeFollower, createChangeFollower } from './follow-changes.ts'
import { type ConflictChoice, createWorkspaceSaver } from './save-workspace.ts'
import { call, type LoadedWorkspace, loadWorkspace, useGateway } from './studio.ts'
import { contentOf, createWorkspaceModel, newWorkspace, type WorkspaceModel } from './workspace-model.ts'

interface OpenWorkspace {
  model: StoreApi<WorkspaceModel>
  retrySave: () => void
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
      const kept = await loadWorkspace()
      return kept === undefined ? fresh() : { id: kept.id, content: kept }
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
  const [retrySave, setRetrySave] = useState<() => void>(() => () => {})
  const queries = useQueryClient()
  const follower = useRef<ChangeFollower>(undefined)
  useEffect(() => {
    const { id } = model.getState()
    const load = () => call(getWorkspace, { params: { id } })
    const saver = createWorkspaceSaver({
      put: async body => {
        const kept = await call(putWorkspace, { params: { id }, body })
        follower.current?.saved(kept.updated_at)
        return kept
      },
      load,
      choose: () => chosenIn(model),
      take: model.getState().takeOver,
      mine: () => contentOf(model.getState()),
    })
    if ('updated_at' in workspace.content) saver.knows(workspace.content)
    const autosave = createAutosave<ReturnType<typeof contentOf>>({
      save: async content => {
        await saver.save(content)
        await queries.invalidateQueries({ queryKey: ['gateway'] })
      },
      onState: saveState => model.setState({ saveState }),
      delayMilliseconds: 300,
      retryMilliseconds: 5000,
    })
    follower.current = createChangeFollower({
      pending: () => autosave.pending,
      load,
      take: kept => {
        saver.knows(kept)
        model.getState().takeOver(kept)
      },
    })
    setRetrySave(() => autosave.flush)
    const unsubscribe = model.subscribe((next, before) => {
      const kept = next.settings === before.settings && textOf(next) === textOf(before)
      if (!kept) autosave.schedule(contentOf(next))
    })
    const unwatch = saveBeforeLeaving(autosave)
    return () => {
      unsubscribe()
      unwatch()
      autosave.flush()
      autosave.stop()
    }
  }, [model, queries, workspace.content])
  useFollowing(workspace.id, follower)
  return <WorkspaceContext value={{ model, retrySave }}>{children}</WorkspaceContext>
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

/** Looks for changes of others as often as the page asks what the gateway runs. */
function useFollowing(id: string, follower: RefObject<ChangeFollower | undefined>): void {
  const { data } = useGateway()
  const changedAt = data?.workspace_id === id ? data.workspace_updated_at : undefined
  useEffect(() => {
    // A load that fails is tried again with the next change; the studio's banner says that it does not answer.
    if (changedAt !== undefined) follower.current?.seen(changedAt).catch(() => {})
  }, [changedAt, follower])
}

function textOf({ history }: WorkspaceModel): string {
  return history.present.text
}

/** Saves when the page is hidden; asks before it is closed with a change that is not saved. */
function saveBeforeLeaving(autosave: Autosave<never> | Autosave<ReturnType<typeof contentOf>>): () => void {
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
