import { type RefObject, useMemo, useState } from 'react'
import { Button } from '#ui/button.tsx'
import { notifyError } from '#ui/notify.ts'
import { SourceEditor } from '#ui/source-editor.tsx'
import type { EditorRange, SourceHandle } from '#ui/source-props.ts'
import { literalTokens } from './literal-tokens.ts'
import styles from './source-pane.module.css'
import { useAssist } from './use-assist.ts'
import type { Document } from './use-document.ts'
import { VariablesButton } from './variables-button.tsx'

/** What the editors take in one paste; the studio reads up to 4 million characters. */
const PASTE_LIMIT = 4_000_000

interface SourcePaneProps {
  document: Document
  /** The lines of the field that has the focus. */
  highlight: EditorRange | undefined
  onCursor: (offset: number) => void
  onSwap: (offset: number) => void
  /** Takes a paste that is an import rather than text of the source. */
  onPaste: (text: string) => boolean
  onProblem: (direction: 1 | -1) => void
  ref: RefObject<SourceHandle | null>
}

/** The document as text. A token in it is shown as dots. */
export function SourcePane(props: SourcePaneProps) {
  const { document, highlight, onCursor, onSwap, onPaste, onProblem, ref } = props
  const { text, reading, change, undo, redo, applyFix } = document
  const [revealed, setRevealed] = useState(false)
  const literal = useMemo(() => literalTokens(reading), [reading])
  const fits = reading.text === text
  const secrets = useMemo(() => {
    if (revealed) return []
    return fits ? literal : undefined
  }, [revealed, fits, literal])
  const assist = useAssist(document)
  return (
    <section aria-label="Source" id="source" tabIndex={-1} className={styles.pane}>
      <div className={styles.head}>
        <h2>Source</h2>
        <code className={styles.name}>kong.yaml</code>
        <VariablesButton document={document} onJump={range => ref.current?.reveal(range)} />
        {literal.length > 0 && (
          <Button size="small" variant="quiet" aria-pressed={revealed} onClick={() => setRevealed(!revealed)}>
            {revealed ? 'Hide the token' : 'Reveal the token'}
          </Button>
        )}
      </div>
      <SourceEditor
        ref={ref}
        text={text}
        label="kong.yaml source. Press Ctrl+M to move focus with Tab"
        marks={fits ? reading.diagnostics : []}
        secrets={secrets}
        assist={assist}
        highlight={fits ? highlight : undefined}
        onCursor={offset => fits && onCursor(offset)}
        onSwap={onSwap}
        onFix={mark => {
          const found = reading.diagnostics.find(
            ({ range, message }) => range === mark.range && message === mark.message,
          )
          if (found !== undefined) applyFix(found)
        }}
        onChange={next => change(next, 'typing')}
        onUndo={undo}
        onRedo={redo}
        onProblem={onProblem}
        onPaste={pasted => {
          if (pasted.length <= PASTE_LIMIT) return onPaste(pasted)
          void notifyError(
            `The pasted text has ${(pasted.length / 1e6).toFixed(1)} million characters; the studio reads up to ${PASTE_LIMIT / 1e6} million. Nothing was changed.`,
          )
          return true
        }}
      />
    </section>
  )
}
