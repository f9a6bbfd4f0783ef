import { useEffect, useRef } from 'react'

/** Gives what is pasted anywhere outside of inputs, editors and dialogs. */
export function usePasteOutside(onPaste: (text: string) => void): void {
  const latest = useRef(onPaste)
  latest.current = onPaste
  useEffect(() => {
    const onPasteEvent = (event: ClipboardEvent) => {
      const target = event.target instanceof Element ? event.target : null
      if (target?.closest('input, textarea, select, [contenteditable], [role="dialog"], .monaco-editor'))
        return
      const text = event.clipboardData?.getData('text/plain') ?? ''
      if (text.trim() === '') return
      event.preventDefault()
      latest.current(text)
    }
    document.addEventListener('paste', onPasteEvent)
    return () => document.removeEventListener('paste', onPasteEvent)
  }, [])
}
