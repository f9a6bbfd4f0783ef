import { lazy, Suspense, useEffect, useRef, useState } from 'react'
import { Link } from 'wouter'
import type { GatewayStatus } from '#api/contract.ts'
import type { GatewayState } from '#entities/gateway-state.ts'
import { Badge } from '#ui/badge.tsx'
import { Button } from '#ui/button.tsx'
import { Dialog } from '#ui/dialog.tsx'
import { isDemo } from '#ui/is-demo.ts'
import { notifyDone } from '#ui/notify.ts'
import { SeverityIcon } from '#ui/severity-icon.tsx'
import {
  type RehearsedService,
  tokensText,
  UpstreamSelect,
  useUpstream,
} from './rehearsal/upstream-picker.tsx'
import styles from './rehearsal-strip.module.css'
import { useGateway } from './studio.ts'
import { useWorkspace } from './workspace-provider.tsx'

const UpstreamsDialog = lazy(async () => ({
  default: (await import('./rehearsal/upstreams-dialog.tsx')).UpstreamsDialog,
}))
const ApplicationsDialog = lazy(async () => ({
  default: (await import('./rehearsal/applications-dialog.tsx')).ApplicationsDialog,
}))
const SendDialog = lazy(async () => ({
  default: (await import('./rehearsal/send-dialog.tsx')).SendDialog,
}))

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
      <Upstreams services={services} />
      {gateway.data?.stale && (
        <span className={styles.note}>
          <SeverityIcon severity="warning" /> Runs the last valid version
        </span>
      )}
      <span className={styles.space} />
      <Link
        href="/coverage"
        className={styles.link}
        title="Which Routes are metered, and which go free (g v)"
      >
        Coverage
      </Link>
      <Applications state={state} />
      <Button size="small" onClick={() => setSending(true)}>
        Send requests
      </Button>
      {sending && (
        <Suspense>
          <SendDialog onClose={() => setSending(false)} state={state} />
        </Suspense>
      )}
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
  if (delivery === 'endpoint' && !isDemo)
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

/** One Service's upstream stands in the strip; those of several would crowd it, and stand in a list. */
function Upstreams({ services }: { services: readonly RehearsedService[] }) {
  const [open, setOpen] = useState(false)
  const [only, ...more] = services
  return (
    <>
      {only !== undefined && more.length === 0 && (
        <UpstreamInStrip service={only} onMore={() => setOpen(true)} />
      )}
      {more.length > 0 && (
        <Button size="small" onClick={() => setOpen(true)}>
          Upstreams of {services.length} Services
        </Button>
      )}
      {open && (
        <Suspense>
          <UpstreamsDialog services={services} onClose={() => setOpen(false)} />
        </Suspense>
      )}
    </>
  )
}

function UpstreamInStrip({ service, onMore }: { service: RehearsedService; onMore: () => void }) {
  const { chosen } = useUpstream(service)
  return (
    <span className={styles.upstream}>
      <span className={styles.note}>{service.name}</span>
      <UpstreamSelect service={service} />
      {typeof chosen === 'object' && (
        <Button size="small" variant="quiet" title="What the simulated provider answers" onClick={onMore}>
          {tokensText(chosen)}
        </Button>
      )}
    </span>
  )
}

function Applications({ state }: { state: GatewayState | undefined }) {
  const [open, setOpen] = useState(false)
  const count = useWorkspace(({ settings }) => settings.applications?.length ?? 0)
  return (
    <>
      <Button size="small" variant="quiet" onClick={() => setOpen(true)}>
        Applications{count > 0 && ` (${count})`}
      </Button>
      {open && (
        <Suspense>
          <ApplicationsDialog state={state} onClose={() => setOpen(false)} />
        </Suspense>
      )}
    </>
  )
}

function keptFromSending(endpoint: string): string | undefined {
  if (isDemo) return 'The demo has no server that could send them'
  return endpoint === '' ? 'The document names no ingest endpoint' : undefined
}

interface DeliveryDialogProps {
  open: boolean
  onClose: () => void
  gateway: GatewayStatus | undefined
  endpoint: string
}

function DeliveryDialog({ open, onClose, gateway, endpoint }: DeliveryDialogProps) {
  const delivery = useWorkspace(({ settings }) => settings.delivery)
  const changeSettings = useWorkspace(workspace => workspace.changeSettings)
  const simulated = delivery === 'studio' || isDemo
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
        simulated ? (
          <>
            <Button onClick={onClose}>Keep it simulated</Button>
            <Button
              variant="danger"
              disabledReason={keptFromSending(endpoint)}
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
      {simulated ? (
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
