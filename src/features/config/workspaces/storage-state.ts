/** Whether this browser keeps the workspaces; what it cannot is said in a banner. */
import { create } from 'zustand'

interface StorageState {
  /** Why nothing is kept; undefined while all is well. */
  problem: string | undefined
  /** How many kept workspaces cannot be read. */
  damaged: number
}

export const useStorageState = create<StorageState>(() => ({ problem: undefined, damaged: 0 }))
