import { useEffect, useRef, useState } from 'react'
import { notifyError } from '#ui/notify.ts'
import { fileText } from './dropped-files.ts'
import { openWorkspaces } from './workspaces/open-workspaces.ts'

function holdsFiles({ dataTransfer }: DragEvent): boolean {
  return dataTransfer?.types.includes('Files') ?? false
}

/** Takes files dropped anywhere on the page, which the browser would open in its place; true while some are held over it. */
export function useFileDrop(onText: (text: string) => void): boolean {
  const [over, setOver] = useState(false)
  const latest = useRef(onText)
  latest.current = onText
  useEffect(() => {
    const listening = new AbortController()
    const on = (type: 'dragover' | 'dragleave' | 'drop', take: (event: DragEvent) => void) =>
      document.addEventListener(type, event => holdsFiles(event) && take(event), {
        capture: true,
        signal: listening.signal,
      })
    on('dragover', event => {
      event.preventDefault()
      setOver(true)
    })
    on('dragleave', event => event.relatedTarget === null && setOver(false))
    on('drop', event => {
      event.preventDefault()
      event.stopPropagation()
      setOver(false)
      void take([...(event.dataTransfer?.files ?? [])], latest.current)
    })
    return () => listening.abort()
  }, [])
  return over
}

async function take(files: readonly File[], onText: (text: string) => void): Promise<void> {
  if (await openWorkspaces(files)) return
  const read = await fileText(files)
  if ('problem' in read) return notifyError(`${read.problem} Nothing was changed.`)
  if (read.text.trim() !== '') onText(read.text)
}
