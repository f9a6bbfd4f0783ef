import { Trash2 } from 'lucide-react'
import { useState } from 'react'
import type { Scenario } from '#rehearsal/scenario.ts'
import { Button } from '#ui/button.tsx'
import { Dialog } from '#ui/dialog.tsx'
import { Field } from '#ui/field.tsx'
import { Input } from '#ui/input.tsx'
import { removeScenario, saveScenario, useSavedScenarios } from './saved-scenarios.ts'

/** Saves a scenario under a name, and removes those that are no longer wanted. */
export function SaveDialog({ scenario, onClose }: { scenario: Scenario; onClose: () => void }) {
  const [typed, setTyped] = useState(scenario.name)
  const saved = useSavedScenarios()
  const name = typed.trim()
  const save = () => {
    saveScenario({ name, scenario: { ...scenario, name } })
    onClose()
  }
  return (
    <Dialog
      title="Save as scenario"
      open
      onClose={onClose}
      actions={
        <Button variant="primary" disabledReason={name === '' ? 'Give it a name' : undefined} onClick={save}>
          Save
        </Button>
      }
    >
      <Field label="Name" hint="Kept in this browser, with the keys that its requests send.">
        {control => (
          <Input
            {...control}
            value={typed}
            onChange={event => setTyped(event.target.value)}
            onKeyDown={event => event.key === 'Enter' && name !== '' && save()}
          />
        )}
      </Field>
      {saved.length > 0 && (
        <ul aria-label="Saved scenarios">
          {saved.map(known => (
            <li key={known.name}>
              {known.name}{' '}
              <Button
                size="small"
                variant="quiet"
                icon={<Trash2 aria-hidden="true" />}
                aria-label={`Remove scenario ${known.name}`}
                onClick={() => removeScenario(known.name)}
              />
            </li>
          ))}
        </ul>
      )}
    </Dialog>
  )
}
