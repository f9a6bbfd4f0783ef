import { useState } from 'react'
import { addPlugin } from '#formats/edit-document.ts'
import { examples, tutorial } from '#plugin/examples.ts'
import { Button } from '#ui/button.tsx'
import { FileDropHint } from './file-drop-hint.tsx'
import { ImportBox } from './import-box.tsx'
import { emptyPlugin, type PastePreview } from './preview-paste.ts'
import { tutorialText } from './read-paste.ts'
import styles from './start-panel.module.css'
import { useFileDrop } from './use-file-drop.ts'

export interface StartPanelProps {
  documentText: string
  onImport: (text: string, preview?: PastePreview) => void
  /** The document with a plugin in which nothing is chosen yet. */
  onEmptyConfig: (text: string) => void
}

/** The content of the `StartPanel`. */
export function StartChoices({ documentText, onImport, onEmptyConfig }: StartPanelProps) {
  const [dropped, setDropped] = useState({ text: '', count: 0 })
  const filesOver = useFileDrop(text => setDropped(({ count }) => ({ text, count: count + 1 })))
  return (
    <div className={styles.panel}>
      {filesOver && <FileDropHint />}
      <div className={styles.inner}>
        <ImportBox
          key={dropped.count}
          initial={dropped.text}
          label="Paste anything from the Kong docs"
          rows={7}
          documentText={documentText}
          onImport={onImport}
        />
        <div className={styles.other}>
          <Button onClick={() => void tutorialText(documentText).then(text => onImport(text))}>
            Load the tutorial
          </Button>
          <Button onClick={() => onEmptyConfig(addPlugin(documentText, emptyPlugin))}>Empty config</Button>
        </div>
        <h2 className={styles.heading}>Start from an example</h2>
        <ul className={styles.examples}>
          {examples
            .filter(example => example.id !== tutorial.id)
            .map(example => (
              <li key={example.id}>
                <button
                  type="button"
                  className={styles.example}
                  onClick={() => onImport(addPlugin(documentText, example.plugin))}
                >
                  <strong>{example.title}</strong>
                  <span>{example.description}</span>
                </button>
              </li>
            ))}
        </ul>
      </div>
    </div>
  )
}
