import { useEffect, useRef, useState } from 'react'

function holdsFiles({ dataTransfer }: DragEvent): boolean {
  return dataTransfer?.types.includes('Files') ?? false
}

/** Takes files dropped anywhere on the page, which the browser would open in its place; true while some are held over it. */
export function useDroppedFiles(onFiles: (files: readonly File[]) => void): boolean {
  const [over, setOver] = useState(false)
  const latest = useRef(onFiles)
  latest.current = onFiles
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
      latest.current([...(event.dataTransfer?.files ?? [])])
    })
    return () => listening.abort()
  }, [])
  return over
}
