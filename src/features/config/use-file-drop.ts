import { notifyError } from '#ui/notify.ts'
import { useDroppedFiles } from '#ui/use-dropped-files.ts'
import { fileText } from './dropped-files.ts'
import { openWorkspaces } from './workspaces/open-workspaces.ts'

/** Takes the text of files dropped anywhere on the page; true while some are held over it. */
export function useFileDrop(onText: (text: string) => void): boolean {
  return useDroppedFiles(files => void take(files, onText))
}

async function take(files: readonly File[], onText: (text: string) => void): Promise<void> {
  if (await openWorkspaces(files)) return
  const read = await fileText(files)
  if ('problem' in read) return notifyError(`${read.problem} Nothing was changed.`)
  if (read.text.trim() !== '') onText(read.text)
}
