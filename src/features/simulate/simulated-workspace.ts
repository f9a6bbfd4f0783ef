/** What the page needs of the open workspace; the app hands it in, since it is another feature's. */
import { createContext, useContext } from 'react'
import type { GatewayRelease } from '#plugin/release.ts'
import type { SimulatedDocument } from './run/job.ts'

export interface SimulatedSnapshot {
  id: string
  /** Empty when it was given none. */
  name: string
  /** RFC 3339. */
  taken_at: string
  text: string
  gateway_release: GatewayRelease
}

export interface SimulatedWorkspace {
  id: string
  name: string
  document: SimulatedDocument
  /** The document at earlier moments, last taken first; absent where none are kept. */
  readSnapshots?: () => Promise<SimulatedSnapshot[]>
  /** Changes the document's text, as one step of its history. */
  changeText: (text: string) => void
}

const WorkspaceContext = createContext<SimulatedWorkspace | undefined>(undefined)
export const SimulatedWorkspaceProvider = WorkspaceContext.Provider

export function useSimulatedWorkspace(): SimulatedWorkspace {
  const workspace = useContext(WorkspaceContext)
  if (workspace === undefined) throw new Error('useSimulatedWorkspace outside of its provider')
  return workspace
}
