/** The rich editor: with code-editor-assist.ts and code-editor-secrets.ts the only one that imports monaco-editor, and itself only imported lazily. */
import { KeyCode, KeyMod, MarkerSeverity, editor as monacoEditor, Range } from 'monaco-editor/editor'
import EditorWorker from 'monaco-editor/editor/editor.worker?worker'
import 'monaco-editor/features/bracketMatching/register'
import 'monaco-editor/features/clipboard/register'
import 'monaco-editor/features/codeAction/register'
import 'monaco-editor/features/comment/register'
import 'monaco-editor/features/find/register'
import 'monaco-editor/features/folding/register'
import 'monaco-editor/features/gotoError/register'
import 'monaco-editor/features/hover/register'
import 'monaco-editor/features/linesOperations/register'
import 'monaco-editor/features/multicursor/register'
// The entry point of the feature leaves its controller out (0.57).
import 'monaco-editor/editor/contrib/suggest/browser/suggestController'
import 'monaco-editor/features/toggleTabFocusMode/register'
import 'monaco-editor/languages/definitions/yaml/register'
import { type RefObject, useEffect, useImperativeHandle, useRef, useState } from 'react'
import { announce } from './announce.tsx'
import styles from './code-editor.module.css'
import { assist } from './code-editor-assist.ts'
import { type Decorations, markSecrets, uncoverCopies } from './code-editor-secrets.ts'
import { createSecretCover } from './secret-cover.ts'
import { type EditorMark, holdsAll, type SourceHandle, type SourceProps } from './source-props.ts'
import { spliceOf } from './splice.ts'

globalThis.MonacoEnvironment = { getWorker: () => new EditorWorker() }

const severities = {
  error: MarkerSeverity.Error,
  warning: MarkerSeverity.Warning,
  hint: MarkerSeverity.Info,
}

const themeColours = {
  'editor.background': '--surface',
  'editor.foreground': '--text',
  'editorLineNumber.foreground': '--text-3',
  'editorLineNumber.activeForeground': '--text',
  'editor.lineHighlightBorder': '--border',
  'editorGutter.background': '--surface',
  'editorWidget.background': '--surface',
  'editorWidget.border': '--border',
  'editorHoverWidget.background': '--surface',
  'editorHoverWidget.border': '--border',
  'editorSuggestWidget.background': '--surface',
  'editorSuggestWidget.border': '--border',
  'editorSuggestWidget.foreground': '--text',
  'editorError.foreground': '--danger',
  'editorWarning.foreground': '--warn',
  'editorInfo.foreground': '--info',
  focusBorder: '--info',
} as const

const tokenColours = {
  'string.yaml': '--text',
  type: '--accent',
  string: '--text',
  number: '--info',
  keyword: '--info',
  comment: '--text-3',
}

/** A token's colour as hex, in the theme that is shown. */
function hex(context: CanvasRenderingContext2D | null, probe: HTMLElement, token: string): string {
  probe.style.color = `var(${token})`
  if (context === null) return '#888888'
  context.fillStyle = getComputedStyle(probe).color
  return context.fillStyle
}

/** The studio's theme for Monaco, made from the page's tokens; defining it again recolours without a re-mount. */
function applyTheme(): void {
  const probe = document.body.appendChild(document.createElement('span'))
  const context = document.createElement('canvas').getContext('2d')
  const colour = (token: string) => hex(context, probe, token)
  const dark = getComputedStyle(document.body).colorScheme === 'dark' || isDark(colour('--surface'))
  monacoEditor.defineTheme('studio', {
    base: dark ? 'vs-dark' : 'vs',
    inherit: true,
    rules: Object.entries(tokenColours).map(([token, name]) => ({
      token,
      foreground: colour(name).slice(1),
    })),
    colors: Object.fromEntries(Object.entries(themeColours).map(([key, token]) => [key, colour(token)])),
  })
  monacoEditor.setTheme('studio')
  probe.remove()
}

function isDark(colour: string): boolean {
  return Number.parseInt(colour.slice(1, 3), 16) < 128
}

/** Follows the system's theme and the page's switch. */
function followTheme(): () => void {
  applyTheme()
  const query = matchMedia('(prefers-color-scheme: dark)')
  const observer = new MutationObserver(applyTheme)
  observer.observe(document.documentElement, { attributeFilter: ['data-theme'] })
  query.addEventListener('change', applyTheme)
  return () => {
    observer.disconnect()
    query.removeEventListener('change', applyTheme)
  }
}

type Editor = monacoEditor.IStandaloneCodeEditor

function createEditor(container: HTMLElement, text: string, label: string): Editor {
  return monacoEditor.create(container, {
    value: text,
    language: 'yaml',
    theme: 'studio',
    ariaLabel: label,
    automaticLayout: true,
    minimap: { enabled: false },
    fixedOverflowWidgets: true,
    scrollBeyondLastLine: false,
    scrollbar: { alwaysConsumeMouseWheel: false },
    tabSize: 2,
    fontSize: 12,
    lineHeight: 18,
    fontFamily: 'ui-monospace, SFMono-Regular, "JetBrains Mono", Menlo, Consolas, monospace',
    renderLineHighlight: 'line',
    renderFinalNewline: 'on',
    overviewRulerBorder: false,
    lineNumbersMinChars: 4,
    padding: { top: 8, bottom: 8 },
    quickSuggestions: { other: true, strings: true, comments: false },
    wordBasedSuggestions: 'off',
    acceptSuggestionOnEnter: 'smart',
    unicodeHighlight: { ambiguousCharacters: false },
  })
}

/** Brings the model to a text by the smallest edit, so that cursor, folding and scroll position stay. */
function applyText(editor: Editor, text: string): void {
  const model = editor.getModel()
  const before = model?.getValue()
  if (model === null || before === undefined || before === text) return
  const { start, end, insert } = spliceOf(before, text)
  const from = model.getPositionAt(start)
  const to = model.getPositionAt(end)
  editor.pushUndoStop()
  editor.executeEdits('document', [
    {
      range: new Range(from.lineNumber, from.column, to.lineNumber, to.column),
      text: insert,
      forceMoveMarkers: true,
    },
  ])
  editor.pushUndoStop()
}

function mark(editor: Editor, marks: readonly EditorMark[]): void {
  const model = editor.getModel()
  if (model === null) return
  monacoEditor.setModelMarkers(
    model,
    'document',
    marks.map(({ severity, message, range }) => ({
      severity: severities[severity],
      message,
      startLineNumber: range.line,
      startColumn: range.column,
      endLineNumber: range.endLine,
      endColumn: range.endColumn,
    })),
  )
}

function cursorOf(editor: Editor): number {
  const position = editor.getPosition()
  return position === null ? 0 : (editor.getModel()?.getOffsetAt(position) ?? 0)
}

/** One undo for the whole document, Tab's mode said aloud, problems by F8. */
function bindKeys(editor: Editor, latest: RefObject<SourceProps>): void {
  const bind = (keys: number, run: () => void) => editor.addCommand(keys, run)
  bind(KeyMod.CtrlCmd | KeyCode.KeyZ, () => latest.current.onUndo())
  bind(KeyMod.CtrlCmd | KeyMod.Shift | KeyCode.KeyZ, () => latest.current.onRedo())
  bind(KeyMod.CtrlCmd | KeyCode.KeyY, () => latest.current.onRedo())
  bind(KeyCode.F2, () => latest.current.onSwap(cursorOf(editor)))
  bind(KeyCode.F8, () => latest.current.onProblem(1))
  bind(KeyMod.Shift | KeyCode.F8, () => latest.current.onProblem(-1))
  let moves = false
  const toggle = () => {
    moves = !moves
    editor.updateOptions({ tabFocusMode: moves })
    announce(moves ? 'Tab moves the focus' : 'Tab inserts spaces')
  }
  bind(KeyMod.CtrlCmd | KeyCode.KeyM, toggle)
  bind(KeyMod.WinCtrl | KeyCode.KeyM, toggle)
}

/** A YAML editor over a text that its owner holds; what it shows is always that text. */
export function CodeEditor(props: SourceProps) {
  const { text, label, marks, secrets, highlight, ref } = props
  const container = useRef<HTMLDivElement>(null)
  const editor = useRef<Editor>(undefined)
  const latest = useRef(props)
  latest.current = props
  const [cover] = useState(createSecretCover)
  const dots = useRef<Decorations>(undefined)

  useEffect(() => {
    if (container.current === null) return
    const unfollow = followTheme()
    const { text: first, label: name, secrets: hidden } = latest.current
    const created = createEditor(container.current, cover.cover(first, '', hidden), name)
    editor.current = created
    bindKeys(created, latest)
    const assistance = assist(created, latest, cover.uncover)
    const unwatch = uncoverCopies(container.current, cover)
    const typing = created.onDidChangeModelContent(() => {
      const value = cover.uncover(created.getValue())
      if (value !== latest.current.text) latest.current.onChange(value)
    })
    const moving = created.onDidChangeCursorPosition(() => {
      if (created.hasTextFocus()) latest.current.onCursor(cursorOf(created))
    })
    return () => {
      moving.dispose()
      typing.dispose()
      assistance.dispose()
      unwatch()
      unfollow()
      created.getModel()?.dispose()
      created.dispose()
    }
  }, [cover])

  useEffect(() => {
    if (editor.current) applyText(editor.current, cover.cover(text, editor.current.getValue(), secrets))
  }, [text, secrets, cover])
  useEffect(() => {
    if (editor.current && secrets) dots.current = markSecrets(editor.current, secrets, dots.current)
  }, [secrets])
  useEffect(() => editor.current && mark(editor.current, marks), [marks])
  useEffect(() => {
    if (highlight === undefined) return
    const { line, endLine } = highlight
    const decorations = editor.current?.createDecorationsCollection([
      { range: new Range(line, 1, endLine, 1), options: { isWholeLine: true, className: styles.line ?? '' } },
    ])
    editor.current?.revealLineInCenterIfOutsideViewport(line)
    return () => decorations?.clear()
  }, [highlight])
  useImperativeHandle(
    ref,
    (): SourceHandle => ({
      reveal: ({ line, column, endLine, endColumn }) => {
        editor.current?.focus()
        editor.current?.setSelection(new Range(line, column, endLine, endColumn))
        editor.current?.revealLineInCenterIfOutsideViewport(line)
      },
      selectsAll: () => {
        const model = editor.current?.getModel()
        const selection = editor.current?.getSelection()
        if (!model || !selection) return false
        const [start, end] = [selection.getStartPosition(), selection.getEndPosition()]
        return holdsAll(model.getValue(), { start: model.getOffsetAt(start), end: model.getOffsetAt(end) })
      },
    }),
    [],
  )
  return <section ref={container} aria-label={label} className={styles.editor} />
}
