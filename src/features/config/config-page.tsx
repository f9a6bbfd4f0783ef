import { FileInput } from 'lucide-react'
import { lazy, Suspense, useEffect, useRef, useState } from 'react'
import type { Diagnostic } from '#formats/diagnostic.ts'
import { announce } from '#ui/announce.tsx'
import { Button } from '#ui/button.tsx'
import { useShortcuts } from '#ui/shortcuts.ts'
import type { SourceHandle } from '#ui/source-props.ts'
import { ConfigPanes, type Pane } from './config-panes.tsx'
import { isBelow } from './document-path.ts'
import { FileDropHint } from './file-drop-hint.tsx'
import { FormPane, useLastForm } from './form-pane.tsx'
import { ImportDialog } from './import-dialog.tsx'
import { ProblemsDock } from './problems-dock.tsx'
import { RehearsalStrip } from './rehearsal-strip.tsx'
import { showField } from './show-field.ts'
import { SkipLinks } from './skip-links.tsx'
import { SourcePane } from './source-pane.tsx'
import { StartPanel } from './start-panel.tsx'
import { StudioBanners } from './studio-banners.tsx'
import { type Document, useDocument } from './use-document.ts'
import { useFieldLines } from './use-field-lines.ts'
import { useFileDrop } from './use-file-drop.ts'
import { useImport } from './use-import.ts'
import { useLastValid } from './use-last-valid.ts'
import { useLinkedPlace } from './use-linked-place.ts'
import { usePasteOutside } from './use-paste-outside.ts'
import { useWorkspace } from './workspace-provider.tsx'
import { ChangesButton } from './workspaces/changes-button.tsx'

/** The Config page: one document as form, source and outputs, with its problems. */
export function ConfigPage() {
  const document = useDocument()
  // A user who empties the source keeps the editor.
  const untouched = useWorkspace(({ history }) => history.past.length + history.future.length === 0)
  const empty = untouched && document.text.trim() === ''
  const add = (text: string) => {
    document.change(text, 'import')
    announce('Imported. Undo takes it back.')
  }
  return (
    <>
      <h1 className="visually-hidden">Config</h1>
      <StudioBanners />
      {empty ? (
        <StartPanel
          documentText={document.text}
          onImport={add}
          onEmptyConfig={text => document.change(text, 'import')}
        />
      ) : (
        <Workbench document={document} onImport={add} />
      )}
    </>
  )
}

const SnippetsPane = lazy(() =>
  import('./snippets-pane.tsx').then(module => ({ default: module.SnippetsPane })),
)

interface WorkbenchProps {
  document: Document
  onImport: (text: string) => void
}

function Workbench({ document, onImport }: WorkbenchProps) {
  const { reading, text } = document
  const [pane, setPane] = useState<Pane>('form')
  const [chosen, setChosen] = useState(0)
  const source = useRef<SourceHandle>(null)
  const { pasted, replaces, beginImport, importPaste, endImport } = useImport(source)
  usePasteOutside(beginImport)
  const filesOver = useFileDrop(beginImport)
  useShortcuts({ i: () => beginImport('') })
  const plugin = reading.plugins[chosen] ?? reading.plugins[0]
  const shown = useLastValid(plugin?.plugin)
  const lastForm = useLastForm(reading, plugin)
  const state = useLastValid(reading.state)
  const lines = useFieldLines({ reading, source, onPane: setPane, onChoose: setChosen })
  useLinkedPlace(lines.show)
  const jump = (found: Diagnostic) => {
    setPane('source')
    setTimeout(() => {
      showField(found.path)
      source.current?.reveal(found.range)
    })
    const index = reading.plugins.findIndex(({ path }) => isBelow(found.path, path))
    if (index !== -1) setChosen(index)
  }
  const step = useProblemSteps(reading.diagnostics, jump)
  return (
    <>
      <SkipLinks onPane={setPane} />
      {filesOver && <FileDropHint />}
      <RehearsalStrip
        state={state?.value}
        endpoints={[...new Set(reading.plugins.flatMap(({ config }) => config?.ingest_endpoint ?? []))]}
      />
      <ConfigPanes
        pane={pane}
        onPane={setPane}
        form={
          <FormPane
            document={document}
            last={lastForm}
            onChoose={setChosen}
            {...lines.form}
            actions={<FormActions onImport={() => beginImport('')} />}
          />
        }
        source={
          <SourcePane
            ref={source}
            document={document}
            highlight={lines.highlight}
            {...lines.source}
            onProblem={step}
            onPaste={importPaste}
          />
        }
        output={
          <Suspense fallback={null}>
            <SnippetsPane
              shown={shown}
              all={reading.plugins.flatMap(found => found.plugin ?? [])}
              release={document.release}
            />
          </Suspense>
        }
      />
      <ProblemsDock diagnostics={reading.diagnostics} onJump={jump} onFix={document.applyFix} />
      <ImportDialog
        pasted={pasted}
        replaces={replaces}
        documentText={text}
        onClose={endImport}
        onImport={onImport}
      />
    </>
  )
}

function FormActions({ onImport }: { onImport: () => void }) {
  return (
    <>
      <ChangesButton />
      <Button size="small" icon={<FileInput aria-hidden="true" />} title="Import (i)" onClick={onImport}>
        Import
      </Button>
    </>
  )
}

/** F8 goes round the problems, anywhere on the page. */
function useProblemSteps(diagnostics: readonly Diagnostic[], jump: (found: Diagnostic) => void) {
  const at = useRef(-1)
  const step = (direction: 1 | -1) => {
    if (diagnostics.length === 0) return announce('No problems')
    at.current = (at.current + direction + diagnostics.length) % diagnostics.length
    const found = diagnostics[at.current]
    if (found === undefined) return
    jump(found)
    announce(`${found.severity}, line ${found.range.line}: ${found.message}`)
  }
  const latest = useRef(step)
  latest.current = step
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.key !== 'F8' || event.defaultPrevented) return
      event.preventDefault()
      latest.current(event.shiftKey ? -1 : 1)
    }
    window.addEventListener('keydown', onKeyDown)
    return () => window.removeEventListener('keydown', onKeyDown)
  }, [])
  return step
}
