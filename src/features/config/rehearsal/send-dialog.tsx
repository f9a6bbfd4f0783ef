import { useState } from 'react'
import type { Application } from '#entities/application.ts'
import type { GatewayState } from '#entities/gateway-state.ts'
import { CodeBlock } from '#ui/code-block.tsx'
import { CopyButton } from '#ui/copy-button.tsx'
import { Dialog } from '#ui/dialog.tsx'
import { Field } from '#ui/field.tsx'
import { Select } from '#ui/input.tsx'
import { isDemo } from '#ui/is-demo.ts'
import { SeverityIcon } from '#ui/severity-icon.tsx'
import { useStudio } from '../studio.ts'
import { useWorkspace } from '../workspace-provider.tsx'
import { type Caller, callersOf } from './callers.ts'
import { loopedRequest, requestLoop } from './request-loop.ts'
import styles from './send-dialog.module.css'
import { SendInPage } from './send-in-page.tsx'

interface SendDialogProps {
  onClose: () => void
  /** What the requests are made from. */
  state: GatewayState | undefined
}

const none: readonly Application[] = []
const empty: GatewayState = { services: [], routes: [], consumers: [], plugins: [] }

/** The command that sends requests through the gateway, as one of those who have a key. */
export function SendDialog({ onClose, state = empty }: SendDialogProps) {
  const studio = useStudio()
  const applications = useWorkspace(({ settings }) => settings.applications) ?? none
  const callers = callersOf(state, applications)
  const [callerId, setCallerId] = useState<string>()
  const caller = callers.find(({ id }) => id === callerId) ?? callers[0]
  const url = studio.data?.gateway_url ?? 'http://localhost:8000'
  const request = caller && loopedRequest(state, caller)
  return (
    <Dialog
      title="Send requests"
      open
      onClose={onClose}
      wide
      actions={
        request !== undefined &&
        !isDemo && <CopyButton text={requestLoop(request, url)} label="Copy the command" variant="primary" />
      }
    >
      {callers.length > 1 && (
        <CallerField callers={callers} chosen={caller?.id ?? ''} onChoose={setCallerId} />
      )}
      {request === undefined && (
        <p>
          The document has no Route with a path for this yet, so the gateway answers 404 to every request.
        </p>
      )}
      {request && isDemo && <SendInPage request={request} host={new URL(url).host} />}
      {request && !isDemo && (
        <>
          <p className={styles.lead}>
            Run this in a terminal: three requests through the gateway at <code>{url}</code>. Then look at
            Events.
          </p>
          <CodeBlock
            text={requestLoop(request, url)}
            language="shell"
            label="Command that sends three requests"
          />
        </>
      )}
      {!isDemo &&
        studio.data?.notices.map(notice => (
          <p key={notice} className={styles.lead}>
            <SeverityIcon severity="hint" /> {notice}
          </p>
        ))}
    </Dialog>
  )
}

interface CallerFieldProps {
  callers: readonly Caller[]
  chosen: string
  onChoose: (id: string) => void
}

function CallerField({ callers, chosen, onChoose }: CallerFieldProps) {
  return (
    <div className={styles.caller}>
      <Field label="Send as">
        {control => (
          <Select {...control} value={chosen} onChange={event => onChoose(event.target.value)}>
            {callers.map(({ id, label }) => (
              <option key={id} value={id}>
                {label}
              </option>
            ))}
          </Select>
        )}
      </Field>
    </div>
  )
}
