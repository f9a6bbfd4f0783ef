import { Download, FolderDown } from 'lucide-react'
import { allSnippets } from '#formats/all-snippets.ts'
import { type Format, type RenderOptions, snippetText } from '#formats/snippet.ts'
import type { MeteringPlugin } from '#plugin/plugin.ts'
import { Button } from '#ui/button.tsx'
import { notifyError } from '#ui/notify.ts'
import { saveFile } from '#ui/save-file.ts'
import { useShortcuts } from '#ui/shortcuts.ts'

interface DownloadButtonsProps {
  plugins: readonly MeteringPlugin[]
  /** The open format. */
  format: Format
  options: RenderOptions
}

/** Saves the open output as a file, or all of them as one archive. */
export function DownloadButtons({ plugins, format, options }: DownloadButtonsProps) {
  const filename = format.filename(options)
  const all = async () => {
    try {
      const { outputArchive } = await import('./output-archive.ts')
      const archive = outputArchive(plugins, options)
      saveFile(archive.filename, new Blob([archive.bytes], { type: 'application/zip' }))
    } catch {
      void notifyError('The outputs could not be packed into one file: the studio does not answer.')
    }
  }
  useShortcuts({ Y: () => void all() })
  return (
    <>
      <Button
        size="small"
        icon={<Download aria-hidden="true" />}
        aria-label={`Download ${filename}`}
        title={`Download ${filename}`}
        onClick={() =>
          saveFile(
            filename,
            new Blob([`${snippetText(allSnippets(plugins, format, options))}\n`], { type: 'text/plain' }),
          )
        }
      />
      <Button
        size="small"
        icon={<FolderDown aria-hidden="true" />}
        aria-label="Download all formats"
        title="Download all formats as one zip file (Shift Y)"
        onClick={() => void all()}
      />
    </>
  )
}
