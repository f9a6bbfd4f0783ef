import { useQuery } from '@tanstack/react-query'
import { lazy, type ReactNode, Suspense, useState } from 'react'
import type { GatewayStatus } from '#api/contract.ts'
import { type ForwardingStatus, getForwarding } from '#api/forwarding-contract.ts'
import { classNames } from '#ui/class-names.ts'
import { CopyButton } from '#ui/copy-button.tsx'
import { isDemo } from '#ui/is-demo.ts'
import { SeverityIcon } from '#ui/severity-icon.tsx'
import { call, useGateway, useStudio } from '../studio.ts'
import styles from './traffic-status.module.css'
import { eventsSaid, hostOf, requestsSaid, type Said } from './traffic-text.ts'

const LiveTrafficDialog = lazy(async () => ({
  default: (await import('./live-traffic-dialog.tsx')).LiveTrafficDialog,
}))

/** On every page: where the gateway listens, who answers its requests, and where events go. Opens what changes it. */
export function TrafficStatus() {
  const studio = useStudio()
  const gateway = useGateway()
  const { data: forwarding } = useQuery({
    queryKey: ['forwarding'],
    queryFn: ({ signal }) => call(getForwarding, { signal }),
    refetchInterval: 3000,
  })
  const [open, setOpen] = useState(false)
  if (studio.isError) return <Offline />
  if (studio.data === undefined || gateway.data === undefined) return null
  return (
    <>
      <GatewayPlace url={studio.data.gateway_url} />
      <button type="button" aria-haspopup="dialog" className={styles.traffic} onClick={() => setOpen(true)}>
        <span className="visually-hidden">Live traffic: </span>
        <Course gateway={gateway.data} />
        {forwarding !== undefined && <Held forwarding={forwarding} />}
      </button>
      {open && forwarding !== undefined && (
        <Suspense>
          <LiveTrafficDialog forwarding={forwarding} gateway={gateway.data} onClose={() => setOpen(false)} />
        </Suspense>
      )}
    </>
  )
}

function Offline() {
  return (
    <p className={styles.offline}>
      <SeverityIcon severity="error" /> Offline
      <span className={styles.long}>: the studio’s server does not answer, so nothing is forwarded</span>
    </p>
  )
}

function GatewayPlace({ url }: { url: string }) {
  if (isDemo) return <span className={styles.place}>Demo: the gateway runs in this page</span>
  return (
    <span className={styles.place}>
      <span className={styles.long}>Gateway</span>
      <code title={url}>{hostOf(url)}</code>
      <CopyButton text={url} label="Copy gateway URL" variant="quiet" size="small" className={styles.copy}>
        {''}
      </CopyButton>
    </span>
  )
}

function Course({ gateway: { services, delivery, stale } }: { gateway: GatewayStatus }) {
  return (
    <>
      <Part label="Requests" said={requestsSaid(services)} />
      <Part label="Events" said={eventsSaid(delivery)} isWarned={delivery.target === 'endpoint'} />
      {stale && <Note>last valid version</Note>}
    </>
  )
}

interface PartProps {
  label: string
  said: Said
  isWarned?: boolean
}

function Part({ label, said: { text, short, isReal }, isWarned = false }: PartProps) {
  return (
    <span className={styles.part} data-real={isReal}>
      {isWarned && <SeverityIcon severity="warning" />}
      <span>
        <span className={styles.label}>{label}</span>
        <span aria-hidden="true" className={styles.arrow}>
          {' '}
          →{' '}
        </span>
        <span className={styles.long} title={text}>
          {text}
        </span>
        <span className={styles.short} aria-hidden="true">
          {short}
        </span>
      </span>
    </span>
  )
}

/** What the reader should know of: upstreams that wait for a yes, and a filter. */
function Held({ forwarding: { refused, capture } }: { forwarding: ForwardingStatus }) {
  const isFiltered = Object.values(capture).some(list => list.length > 0)
  const upstreams = `${refused.length} upstream${refused.length === 1 ? '' : 's'} refused`
  return (
    <>
      {refused.length > 0 && <Note>{upstreams}</Note>}
      {isFiltered && <span className={classNames(styles.part, styles.note)}>the list is filtered</span>}
    </>
  )
}

function Note({ children }: { children: ReactNode }) {
  return (
    <span className={classNames(styles.part, styles.note)} data-real="true">
      <SeverityIcon severity="warning" />
      {children}
    </span>
  )
}
