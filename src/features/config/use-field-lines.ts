import { type FocusEvent, type KeyboardEvent, type RefObject, useEffect, useMemo, useState } from 'react'
import type { DocumentReading } from '#formats/document-reading.ts'
import type { EditorRange, SourceHandle } from '#ui/source-props.ts'
import type { Pane } from './config-panes.tsx'
import { isBelow, pathOfText, pathText } from './document-path.ts'
import { focusField, markField, scrollToField, showField } from './show-field.ts'

interface Places {
  reading: DocumentReading
  source: RefObject<SourceHandle | null>
  onPane: (pane: Pane) => void
  /** Shows another plugin in the form. */
  onChoose: (index: number) => void
}

/** Ties the form's fields to their lines: what has the focus on one side is marked on the other, F2 goes across. */
export function useFieldLines({ reading, source, onPane, onChoose }: Places) {
  const [focused, setFocused] = useState<string>()
  const [atCursor, setAtCursor] = useState<string>()
  const highlight = useMemo(
    (): EditorRange | undefined => (focused === undefined ? undefined : reading.rangeOf(pathOfText(focused))),
    [focused, reading],
  )
  // After every render: the form's controls may be others then.
  useEffect(() => markField(atCursor === undefined ? undefined : pathOfText(atCursor)))
  useEffect(() => {
    if (atCursor !== undefined) scrollToField(pathOfText(atCursor))
  }, [atCursor])
  const choose = (path: readonly (string | number)[]) => {
    const index = reading.plugins.findIndex(plugin => isBelow(path, plugin.path))
    if (index !== -1) onChoose(index)
    return index !== -1
  }
  const toSource = () => {
    if (focused === undefined) return
    const range = nearestRange(reading, focused)
    onPane('source')
    setTimeout(() => range && source.current?.reveal(range))
  }
  return {
    highlight,
    /** Shows a place of the document: its field, which marks its line, or its line where the form has no field. */
    show: (text: string) => {
      const path = pathOfText(text)
      choose(path)
      onPane('form')
      setTimeout(() => {
        if (showField(path) !== null) return focusField(path)
        const range = nearestRange(reading, text)
        onPane('source')
        setTimeout(() => range && source.current?.reveal(range))
      })
    },
    form: {
      onFocus: ({ target }: FocusEvent) => {
        setFocused(target.closest('[data-path]')?.getAttribute('data-path') ?? undefined)
        setAtCursor(undefined)
      },
      onKeyDown: (event: KeyboardEvent) => {
        if (event.key !== 'F2') return
        event.preventDefault()
        toSource()
      },
    },
    source: {
      onCursor: (offset: number) => {
        const path = reading.pathAt(offset)
        setFocused(undefined)
        setAtCursor(choose(path) ? pathText(path) : undefined)
      },
      onSwap: (offset: number) => {
        const path = reading.pathAt(offset)
        choose(path)
        onPane('form')
        setTimeout(() => focusField(path))
      },
    },
  }
}

/** Where a field stands, or what it would stand in. */
function nearestRange(reading: DocumentReading, text: string): EditorRange | undefined {
  const path = pathOfText(text)
  for (let length = path.length; length > 0; length--) {
    const range = reading.rangeOf(path.slice(0, length))
    if (range !== undefined)
      return length === path.length ? range : { ...range, end: range.start, ...lineStart(range) }
  }
  return undefined
}

function lineStart({ line, column }: EditorRange) {
  return { endLine: line, endColumn: column }
}
