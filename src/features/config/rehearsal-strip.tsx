import { useEffect, useRef, useState } from 'react'
import type { GatewayStatus } from '#api/contract.ts'
import type { GatewayState } from '#entities/gateway-state.ts'
import { Badge } from '#ui/badge.tsx'
import { Button } from '#ui/button.tsx'
import { CodeBlock } from '#ui/code-block.tsx'
import { CopyButton } from '#ui/copy-button.tsx'
import { Dialog } from '#ui/dialog.tsx'
import { Select } from '#ui/input.tsx'
import { notifyDone } from '#ui/notify.ts'
import { SeverityIcon } from '#ui/severity-icon.tsx'
import type { UpstreamChoice } from '#workspaces/workspace-content.ts'
import styles from './rehearsal-strip.module.css'
import { requestLoop } from './request-loop.ts'
import { useGateway, useStudio } from './studio.ts'
import { useWorkspace } from './workspace-provider.tsx'

interface RehearsalStripProps {
  /** What the requests to send are made from. */
  state: GatewayState | undefined
  /** The ingest endpoints that the document names. */
  endpoints: readonly string[]
}

/** How the document is rehearsed: where events go, who answers for each Service, and the requests to send. */
export function RehearsalStrip({ state, endpoints }: RehearsalStripProps) {
  const gateway = useGateway()
  const [sending, setSending] = useState(false)
  const [changing, setChanging] = useState(false)
  const services = gateway.data?.services ?? []
  return (
    <section aria-label="Rehearsal" className={styles.strip}>
      <DeliverySaid gateway={gateway.data} endpoint={endpoints.join(', ')} />
      <Button size="small" variant="quiet" onClick={() => setChanging(true)}>
        Change
      </Button>
      {services.map(service => (
        <UpstreamPicker key={service.id} service={service} />
      ))}
      {gateway.data?.stale && (
        <span className={styles.note}>
          <SeverityIcon severity="warning" /> Runs the last valid version
        </span>
      )}
      <span className={styles.space} />
      <Button size="small" onClick={() => setSending(true)}>
        Send requests
      </Button>
      <SendDialog open={sending} onClose={() => setSending(false)} state={state} />
      <DeliveryDialog
        open={changing}
        onClose={() => setChanging(false)}
        gateway={gateway.data}
        endpoint={endpoints.join(', ')}
      />
    </section>
  )
}

/** Where events go now, and why that is no longer the document's endpoint. */
function DeliverySaid({ gateway, endpoint }: { gateway: GatewayStatus | undefined; endpoint: string }) {
  const delivery = useWorkspace(({ settings }) => settings.delivery)
  const fellBack = useWorkspace(workspace => workspace.fellBack)
  const question = `Send real events to ${endpoint || 'the new endpoint'}?`
  const asked = useRef(question)
  asked.current = question
  useEffect(() => {
    if (fellBack) void notifyDone('The ingest endpoint changed: simulated again.', asked.current)
  }, [fellBack])
  if (delivery === 'endpoint')
    return (
      <span className={styles.said}>
        <Badge tone="warn" glyph="⚠">
          Real delivery
        </Badge>
        Events go to {gateway?.delivery.endpoints.join(', ') || 'the config’s ingest endpoint'}.
      </span>
    )
  return (
    <span className={styles.said}>
      <Badge tone="ok" glyph="●">
        Simulated
      </Badge>
      {fellBack ? `The ingest endpoint changed: simulated again. ${question}` : 'Nothing is sent to Konnect.'}
    </span>
  )
}

function UpstreamPicker({ service }: { service: GatewayStatus['services'][number] }) {
  const upstreams = useWorkspace(({ settings }) => settings.upstreams)
  const changeSettings = useWorkspace(workspace => workspace.changeSettings)
  const chosen = upstreams[service.name] ?? service.upstream
  return (
    <span className={styles.upstream}>
      <span className={styles.note}>{service.name}</span>
      <Select
        aria-label={`Upstream of ${service.name}`}
        title={
          chosen === 'echo'
            ? `The studio's echo answers in place of ${service.upstream_url}`
            : `Requests go to your upstream at ${service.upstream_url}`
        }
        value={typeof chosen === 'object' ? chosen.kind : chosen}
        onChange={event => {
          const choice: UpstreamChoice = event.target.value === 'forward' ? 'forward' : 'echo'
          changeSettings({ upstreams: { ...upstreams, [service.name]: choice } })
        }}
      >
        <option value="echo">Built-in echo answers</option>
        <option value="forward">Forward to {service.upstream_url}</option>
      </Select>
    </span>
  )
}

interface DialogProps {
  open: boolean
  onClose: () => void
}

function SendDialog({ open, onClose, state }: DialogProps & { state: GatewayState | undefined }) {
  const studio = useStudio()
  const url = studio.data?.gateway_url ?? 'http://localhost:8000'
  const command = requestLoop(state, url)
  return (
    <Dialog
      title="Send requests"
      open={open}
      onClose={onClose}
      wide
      actions={
        command !== undefined && <CopyButton text={command} label="Copy the command" variant="primary" />
      }
    >
      {command === undefined ? (
        <p>The document has no Route with a path yet, so the gateway answers 404 to every request.</p>
      ) : (
        <>
          <p className={styles.lead}>
            Run this in a terminal: three requests through the gateway at <code>{url}</code>. Then look at
            Events.
          </p>
          <CodeBlock text={command} language="shell" label="Command that sends three requests" />
        </>
      )}
      {studio.data?.notices.map(notice => (
        <p key={notice} className={styles.lead}>
          <SeverityIcon severity="hint" /> {notice}
        </p>
      ))}
    </Dialog>
  )
}

interface DeliveryDialogProps extends DialogProps {
  gateway: GatewayStatus | undefined
  endpoint: string
}

function DeliveryDialog({ open, onClose, gateway, endpoint }: DeliveryDialogProps) {
  const delivery = useWorkspace(({ settings }) => settings.delivery)
  const changeSettings = useWorkspace(workspace => workspace.changeSettings)
  const choose = (next: 'studio' | 'endpoint') => {
    changeSettings({ delivery: next })
    onClose()
  }
  return (
    <Dialog
      title="Where the rehearsal delivers events"
      open={open}
      onClose={onClose}
      actions={
        delivery === 'studio' ? (
          <>
            <Button onClick={onClose}>Keep it simulated</Button>
            <Button
              variant="danger"
              disabledReason={endpoint === '' ? 'The document names no ingest endpoint' : undefined}
              onClick={() => choose('endpoint')}
            >
              Send real events
            </Button>
          </>
        ) : (
          <Button variant="primary" onClick={() => choose('studio')}>
            Keep events in the studio
          </Button>
        )
      }
    >
      {delivery === 'studio' ? (
        <p>
          Now every event goes to the studio's own ingest endpoint, whatever <code>ingest_endpoint</code>{' '}
          says: nothing is sent to Konnect. If you switch, each request through the gateway sends a real usage
          event with your <code>api_token</code> to <strong className={styles.endpoint}>{endpoint}</strong>,
          and what arrives there can be billed.
        </p>
      ) : (
        <p>
          Every request through the gateway sends a real usage event to{' '}
          <strong className={styles.endpoint}>{endpoint}</strong>.
        </p>
      )}
      {gateway?.delivery.problems.map(problem => (
        <p key={problem} className={styles.note}>
          <SeverityIcon severity="warning" /> {problem}
        </p>
      ))}
    </Dialog>
  )
}
