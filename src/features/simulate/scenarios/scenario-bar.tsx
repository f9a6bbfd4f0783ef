import { Download, FolderOpen, Save } from 'lucide-react'
import { lazy, Suspense, useRef, useState } from 'react'
import { documentedScenarios } from '#rehearsal/documented-scenarios.ts'
import { type Scenario, scenario } from '#rehearsal/scenario.ts'
import { Button } from '#ui/button.tsx'
import { Select } from '#ui/input.tsx'
import { notifyAction, notifyError } from '#ui/notify.ts'
import { saveFile } from '#ui/save-file.ts'
import { composedFrom } from '../compose/composed-request.ts'
import { useDrafts } from '../drafts.ts'
import { useSimulatedWorkspace } from '../simulated-workspace.ts'
import { readScenario } from './read-scenario.ts'
import { useSavedScenarios } from './saved-scenarios.ts'
import styles from './scenario-bar.module.css'

const SaveDialog = lazy(async () => ({ default: (await import('./save-dialog.tsx')).SaveDialog }))

interface ScenarioBarProps {
  /** What the tab in view plays; undefined while that is no scenario. */
  current: () => Scenario | undefined
  /** Shows the tab that plays it. */
  onOpen: (tab: 'compose' | 'generate') => void
}

/** Scenarios that are ready, saved here, or in files. */
export function ScenarioBar({ current, onOpen }: ScenarioBarProps) {
  const saved = useSavedScenarios()
  const [saving, setSaving] = useState<Scenario>()
  const open = (opened: Scenario) => {
    const { setRequests, setStaged } = useDrafts.getState()
    if (opened.stages.length > 0) setStaged(opened)
    else setRequests(composedFrom(opened))
    onOpen(opened.stages.length > 0 ? 'generate' : 'compose')
  }
  const openDocumented = useDocumented(open)
  const choose = (value: string) => {
    const found = saved.find(({ name }) => value === `saved ${name}`)
    if (found === undefined) openDocumented(value)
    else open(found.scenario)
  }
  const withCurrent = (use: (scenario: Scenario) => void) => () => {
    const played = current()
    if (played === undefined)
      void notifyError('There is no scenario to save: the form has something that cannot be played.')
    else use(played)
  }
  return (
    <div className={styles.bar}>
      <Select aria-label="Scenario" value="" onChange={event => choose(event.target.value)}>
        <option value="">Scenario…</option>
        <optgroup label="Ready to play">
          {documentedScenarios.map(({ id, title }) => (
            <option key={id} value={id}>
              {title}
            </option>
          ))}
        </optgroup>
        {saved.length > 0 && (
          <optgroup label="Saved here">
            {saved.map(({ name }) => (
              <option key={name} value={`saved ${name}`}>
                {name}
              </option>
            ))}
          </optgroup>
        )}
      </Select>
      <OpenButton onOpen={open} />
      <Button
        size="small"
        variant="quiet"
        icon={<Save aria-hidden="true" />}
        aria-label="Save as scenario"
        title="Save as scenario"
        onClick={withCurrent(setSaving)}
      />
      <Button
        size="small"
        variant="quiet"
        icon={<Download aria-hidden="true" />}
        aria-label="Download scenario"
        title="Download scenario, for the command line"
        onClick={withCurrent(played =>
          saveFile('scenario.json', new Blob([JSON.stringify(played, null, 2)])),
        )}
      />
      {saving && (
        <Suspense>
          <SaveDialog scenario={saving} onClose={() => setSaving(undefined)} />
        </Suspense>
      )}
    </div>
  )
}

/** Opens a scenario of the studio's own, and offers the configuration that it shows something of. */
function useDocumented(open: (opened: Scenario) => void) {
  const { document, changeText } = useSimulatedWorkspace()
  return (id: string) => {
    const found = documentedScenarios.find(known => known.id === id)
    if (found === undefined) return
    open(scenario.parse(found.scenario))
    if (found.document === document.text) return
    void notifyAction('The scenario is open. It has a configuration of its own; undo brings yours back.', {
      label: 'Use its configuration',
      run: () => changeText(found.document),
    })
  }
}

function OpenButton({ onOpen }: { onOpen: (opened: Scenario) => void }) {
  const input = useRef<HTMLInputElement>(null)
  const read = async (file: File) => {
    const reading = readScenario(await file.text())
    if ('problem' in reading) void notifyError(`${file.name} is no scenario: ${reading.problem}`)
    else onOpen(reading.scenario)
  }
  return (
    <>
      <input
        ref={input}
        type="file"
        hidden
        accept=".json,.yaml,.yml"
        aria-label="Scenario file"
        onChange={event => {
          const [file] = event.target.files ?? []
          // Else the same file could not be opened again.
          event.target.value = ''
          if (file) void read(file)
        }}
      />
      <Button
        size="small"
        variant="quiet"
        icon={<FolderOpen aria-hidden="true" />}
        aria-label="Open a scenario file"
        title="Open a scenario file"
        onClick={() => input.current?.click()}
      />
    </>
  )
}
