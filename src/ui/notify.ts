/** Says that something went wrong, in a corner and aloud. Never the only place for an error that lasts. */
export async function notifyError(message: string): Promise<void> {
  const { toast } = await import('sonner')
  toast.error(message, { duration: 15_000 })
}
