/** What the rich editor shows and gives away of secrets. */
import { type editor as monacoEditor, Range } from 'monaco-editor/editor'
import styles from './code-editor.module.css'
import { notifyDone } from './notify.ts'
import type { SecretCover } from './secret-cover.ts'
import type { EditorRange } from './source-props.ts'

export type Decorations = monacoEditor.IEditorDecorationsCollection

/** Covered signs look like dots; between two readings the decorations follow the edits. */
export function markSecrets(
  editor: monacoEditor.IStandaloneCodeEditor,
  secrets: readonly EditorRange[],
  before: Decorations | undefined,
): Decorations {
  const decorations = secrets.map(({ line, column, endLine, endColumn }) => ({
    range: new Range(line, column, endLine, endColumn),
    options: { inlineClassName: styles.secret ?? '', stickiness: 1 },
  }))
  before?.clear()
  return editor.createDecorationsCollection(decorations)
}

/** Covered signs mean nothing elsewhere: what is copied is the real text, and it is said that a token is in it. */
export function uncoverCopies(container: HTMLElement, { uncover }: SecretCover): () => void {
  const onCopy = ({ clipboardData }: ClipboardEvent) => {
    const shown = clipboardData?.getData('text/plain') ?? ''
    const real = uncover(shown)
    if (real === shown) return
    clipboardData?.clearData()
    clipboardData?.setData('text/plain', real)
    void notifyDone('Copied with the API token', 'The copied text has the hidden token in clear text.')
  }
  container.addEventListener('copy', onCopy)
  container.addEventListener('cut', onCopy)
  return () => {
    container.removeEventListener('copy', onCopy)
    container.removeEventListener('cut', onCopy)
  }
}
