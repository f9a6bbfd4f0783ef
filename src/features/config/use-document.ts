import { useEffect, useRef } from 'react'
import type { DocumentPath } from '#entities/gateway-state.ts'
import type { Diagnostic } from '#formats/diagnostic.ts'
import type { DocumentReading } from '#formats/document-reading.ts'
import { applyEdits, editDocument } from '#formats/edit-document.ts'
import type { GatewayRelease } from '#plugin/release.ts'
import { announce } from '#ui/announce.tsx'
import { pathText } from './document-path.ts'
import { useReading } from './use-reading.ts'
import { useOpenWorkspace, useWorkspace } from './workspace-provider.tsx'

export interface Document {
  text: string
  reading: DocumentReading
  release: GatewayRelease
  change: (text: string, origin: string) => void
  /** Writes a value at a path, keeping everything else as it stands; undefined removes it. */
  edit: (path: DocumentPath, value: unknown) => void
  applyFix: (diagnostic: Diagnostic) => void
  undo: () => void
  redo: () => void
}

/** The document, and every way to change it. Undo and redo work from everywhere on the page. */
export function useDocument(): Document {
  const { model } = useOpenWorkspace()
  const text = useWorkspace(({ history }) => history.present.text)
  const release = useWorkspace(({ settings }) => settings.gateway_release)
  const { changeText, undo, redo } = model.getState()
  const reading = useReading()
  useUndoKeys(undo, redo)
  const current = () => model.getState().history.present.text
  return {
    text,
    reading,
    release,
    change: changeText,
    edit: (path, value) => changeText(editDocument(current(), path, value), `form ${pathText(path)}`),
    applyFix: ({ fix }) => {
      // The positions are those of the text that was read.
      if (fix === undefined || current() !== reading.text) return
      changeText(applyEdits(current(), fix.edits), 'fix')
      announce(`Done: ${fix.label}`)
    },
    undo,
    redo,
  }
}

/** Undo and redo from form and page; the editors bind the keys themselves. */
function useUndoKeys(undo: () => void, redo: () => void): void {
  const actions = useRef({ undo, redo })
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      const step = historyStep(event)
      if (step === undefined) return
      event.preventDefault()
      actions.current[step]()
    }
    document.addEventListener('keydown', onKeyDown)
    return () => document.removeEventListener('keydown', onKeyDown)
  }, [])
}

/** What a key means for the document's history, unless an editor or a dialog has it. */
function historyStep(event: KeyboardEvent): 'undo' | 'redo' | undefined {
  const command = event.ctrlKey || event.metaKey
  const elsewhere = event.target instanceof Element && event.target.closest('[role="dialog"], .monaco-editor')
  if (!command || event.defaultPrevented || elsewhere) return undefined
  const key = event.key.toLowerCase()
  if (key === 'y') return 'redo'
  if (key === 'z') return event.shiftKey ? 'redo' : 'undo'
  return undefined
}
