import {
  type ClipboardEvent,
  Component,
  type ComponentType,
  type KeyboardEvent,
  type ReactNode,
  useEffect,
  useImperativeHandle,
  useRef,
  useState,
} from 'react'
import { Button } from './button.tsx'
import styles from './source-editor.module.css'
import { type EditorRange, holdsAll, type SourceHandle, type SourceProps } from './source-props.ts'
import { useLineFeeds } from './use-line-feeds.ts'
import { NARROW, useMediaQuery } from './use-media-query.ts'

/** The rich editor once it is wanted and has loaded. Until then, and where it cannot load, undefined. */
function useCodeEditor(wanted: boolean): ComponentType<SourceProps> | undefined {
  const [loaded, setLoaded] = useState<ComponentType<SourceProps>>()
  useEffect(() => {
    if (!wanted || loaded !== undefined) return
    import('./code-editor.tsx').then(
      ({ CodeEditor }) => setLoaded(() => CodeEditor),
      // The text area stays.
      () => undefined,
    )
  }, [wanted, loaded])
  return wanted ? loaded : undefined
}

interface SourceEditorProps extends SourceProps {
  /** Returns true when it took the pasted text, which then is not inserted. */
  onPaste: (text: string) => boolean
}

/**
 * Edits a text: a plain text area at once and everywhere, the rich editor over it where there is a mouse and
 * room for it, once it has loaded. If it cannot load, the text area stays.
 */
export function SourceEditor({ onPaste, ...given }: SourceEditorProps) {
  const props = useLineFeeds(given)
  const narrow = useMediaQuery(NARROW)
  const coarse = useMediaQuery('(pointer: coarse)')
  const [wanted, setWanted] = useState(false)
  const CodeEditor = useCodeEditor(wanted && !narrow && !coarse)
  useEffect(() => {
    if (narrow || coarse) return
    const idle = globalThis.requestIdleCallback?.(() => setWanted(true), { timeout: 3000 })
    return () => {
      if (idle !== undefined) cancelIdleCallback(idle)
    }
  }, [narrow, coarse])
  const plain = <PlainEditor {...props} onFocus={() => setWanted(true)} />
  return (
    <div
      className={styles.editor}
      onPasteCapture={(event: ClipboardEvent) => {
        if (!onPaste(event.clipboardData.getData('text/plain'))) return
        event.preventDefault()
        event.stopPropagation()
      }}
    >
      {/* One text area from the start until the rich editor is there: replacing it would lose focus and typing. */}
      {CodeEditor === undefined ? (
        plain
      ) : (
        <Fallback fallback={plain}>
          <CodeEditor {...props} />
        </Fallback>
      )}
    </div>
  )
}

/** Shows the plain editor when the rich one cannot be loaded or breaks. */
class Fallback extends Component<{ fallback: ReactNode; children: ReactNode }, { failed: boolean }> {
  override state = { failed: false }

  static getDerivedStateFromError() {
    return { failed: true }
  }

  override render() {
    return this.state.failed ? this.props.fallback : this.props.children
  }
}

/** The text with what is secret as dots of the same length. */
function masked(text: string, secrets: readonly EditorRange[]): string {
  return secrets.reduce(
    (shown, { start, end }) => shown.slice(0, start) + '•'.repeat(end - start) + shown.slice(end),
    text,
  )
}

type Shown = Pick<SourceProps, 'text'> & { secrets: readonly EditorRange[] }

/** What the area shows; while the secrets of a text are being looked for, the text before it if that had some. */
function useShown({ text, secrets }: SourceProps): Shown {
  const [known, setKnown] = useState<Shown>({ text, secrets: secrets ?? [] })
  if (secrets === undefined) return known.secrets.length > 0 ? known : { text, secrets: [] }
  if (known.text !== text || known.secrets !== secrets) setKnown({ text, secrets })
  return { text, secrets }
}

function PlainEditor(props: SourceProps & { onFocus: () => void }) {
  const { label, marks, onChange, ref } = props
  const { text, secrets } = useShown(props)
  const area = useRef<HTMLTextAreaElement>(null)
  const [revealed, setRevealed] = useState(false)
  const hides = secrets.length > 0 && !revealed
  useImperativeHandle(
    ref,
    (): SourceHandle => ({
      reveal: ({ start, end, line }) => {
        area.current?.focus()
        area.current?.setSelectionRange(start, end)
        if (area.current) area.current.scrollTop = Math.max(0, (line - 4) * 18)
      },
      selectsAll: () => {
        const { value = '', selectionStart = 0, selectionEnd = 0 } = area.current ?? {}
        return holdsAll(value, { start: selectionStart, end: selectionEnd })
      },
    }),
    [],
  )
  return (
    <>
      {hides && (
        <div className={styles.notice}>
          The API token is hidden.
          <Button size="small" onClick={() => setRevealed(true)}>
            Reveal and edit
          </Button>
        </div>
      )}
      <textarea
        ref={area}
        aria-label={label}
        aria-invalid={marks.some(({ severity }) => severity === 'error') || undefined}
        className={styles.plain}
        value={hides ? masked(text, secrets) : text}
        readOnly={hides}
        spellCheck={false}
        autoComplete="off"
        autoCapitalize="off"
        wrap="off"
        onChange={event => onChange(event.target.value)}
        onFocus={props.onFocus}
        onSelect={event => props.onCursor(event.currentTarget.selectionStart)}
        onKeyDown={event => onKey(event, props)}
      />
    </>
  )
}

/** One undo for the whole document, problems by F8, the form by F2. */
function onKey(event: KeyboardEvent<HTMLTextAreaElement>, props: SourceProps): void {
  const { onUndo, onRedo, onProblem, onSwap } = props
  const { key, shiftKey } = event
  const command = event.ctrlKey || event.metaKey
  const action = keyAction(command ? `mod ${key.toLowerCase()}` : key, shiftKey)
  if (action === undefined) return
  event.preventDefault()
  if (action === 'undo') onUndo()
  else if (action === 'redo') onRedo()
  else if (action === 'swap') onSwap(event.currentTarget.selectionStart)
  else onProblem(shiftKey ? -1 : 1)
}

function keyAction(key: string, shift: boolean): 'undo' | 'redo' | 'swap' | 'problem' | undefined {
  if (key === 'mod z') return shift ? 'redo' : 'undo'
  if (key === 'mod y') return 'redo'
  if (key === 'F2') return 'swap'
  return key === 'F8' ? 'problem' : undefined
}
