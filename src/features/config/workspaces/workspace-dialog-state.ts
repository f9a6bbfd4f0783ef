import { create } from 'zustand'

export type WorkspaceDialog =
  | { name: 'workspaces' | 'share' | 'export' | 'import' }
  /** `naming`: a snapshot whose name is to be typed. */
  | { name: 'changes'; naming?: string }
  /** The fragment that the page was opened with. */
  | { name: 'link'; fragment: string }

interface DialogState {
  dialog: WorkspaceDialog | undefined
  show: (dialog: WorkspaceDialog) => void
  close: () => void
}

/** Which of the workspaces' dialogs is open. */
export const useWorkspaceDialog = create<DialogState>(set => ({
  dialog: undefined,
  show: dialog => set({ dialog }),
  close: () => set({ dialog: undefined }),
}))
