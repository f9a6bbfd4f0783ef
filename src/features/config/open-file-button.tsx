import { FolderOpen } from 'lucide-react'
import { useRef } from 'react'
import { Button } from '#ui/button.tsx'
import { type FileText, fileText, importedFiles } from './dropped-files.ts'
import { openWorkspaces } from './workspaces/open-workspaces.ts'

async function open(files: readonly File[], onRead: (read: FileText) => void): Promise<void> {
  if (!(await openWorkspaces(files))) onRead(await fileText(files))
}

/** Opens files of the user's machine; nothing is uploaded. */
export function OpenFileButton({ onRead }: { onRead: (read: FileText) => void }) {
  const input = useRef<HTMLInputElement>(null)
  return (
    <>
      <input
        ref={input}
        type="file"
        hidden
        multiple
        accept={importedFiles}
        aria-label="Files to import"
        onChange={event => {
          const files = [...(event.target.files ?? [])]
          // Else the same file could not be opened again.
          event.target.value = ''
          if (files.length > 0) void open(files, onRead)
        }}
      />
      <Button size="small" icon={<FolderOpen aria-hidden="true" />} onClick={() => input.current?.click()}>
        Open a file…
      </Button>
    </>
  )
}
