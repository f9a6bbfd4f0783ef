/** Says that something went wrong, in a corner and aloud. Never the only place for an error that lasts. */
export async function notifyError(message: string): Promise<void> {
  const { toast } = await import('sonner')
  toast.error(message, { duration: 15_000 })
}

/** Says in a corner and aloud that something was done, with what follows from it; goes away by itself. */
export async function notifyDone(message: string, consequences: string): Promise<void> {
  const { toast } = await import('sonner')
  toast.success(message, { description: consequences, duration: 8000 })
}

/** Says that something was done, with the one thing that one may want to do next: undo it, name it. */
export async function notifyAction(
  message: string,
  action: { label: string; run: () => void },
): Promise<void> {
  const { toast } = await import('sonner')
  toast.success(message, { duration: 10_000, action: { label: action.label, onClick: action.run } })
}
