import { create } from 'zustand'

export type WorkspaceDialog =
  | { name: 'workspaces' | 'share' | 'export' }
  /** `file`: what was dropped on the page. */
  | { name: 'import'; file?: File }
  /** `naming`: a snapshot whose name is to be typed. */
  | { name: 'changes'; naming?: string }
  /** The fragment that the page was opened with. */
  | { name: 'link'; fragment: string }

interface DialogState {
  /** Another workspace was opened: the whole page is new, and the focus goes to the workspace's name. */
  opened: boolean
  dialog: WorkspaceDialog | undefined
  show: (dialog: WorkspaceDialog) => void
  close: () => void
}

/** Which of the workspaces' dialogs is open. */
export const useWorkspaceDialog = create<DialogState>(set => ({
  opened: false,
  dialog: undefined,
  show: dialog => set({ dialog }),
  close: () => set({ dialog: undefined }),
}))
