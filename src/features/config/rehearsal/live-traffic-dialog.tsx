import { useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { Link } from 'wouter'
import type { GatewayStatus } from '#api/contract.ts'
import { type Capture, type ForwardingStatus, putCapture } from '#api/forwarding-contract.ts'
import { announce } from '#ui/announce.tsx'
import { Button } from '#ui/button.tsx'
import { Dialog } from '#ui/dialog.tsx'
import { Field, type FieldProblem } from '#ui/field.tsx'
import { Input } from '#ui/input.tsx'
import { isDemo } from '#ui/is-demo.ts'
import { SeverityIcon } from '#ui/severity-icon.tsx'
import { call } from '../studio.ts'
import styles from './live-traffic-dialog.module.css'
import { PrivateUpstreams } from './private-upstreams.tsx'
import { eventsSaid } from './traffic-text.ts'
import { UpstreamSelect } from './upstream-picker.tsx'

interface LiveTrafficDialogProps {
  forwarding: ForwardingStatus
  gateway: GatewayStatus
  onClose: () => void
}

/** Where requests and events go, the yes to hosts of private networks, and which requests the list keeps. */
export function LiveTrafficDialog({ forwarding, gateway, onClose }: LiveTrafficDialogProps) {
  const queries = useQueryClient()
  const show = (status: ForwardingStatus) => queries.setQueryData(['forwarding'], status)
  return (
    <Dialog title="Live traffic" open onClose={onClose} wide>
      <WhereItGoes gateway={gateway} onLeave={onClose} />
      {isDemo ? (
        <section className={styles.part}>
          <h3>Upstreams</h3>
          <p className={styles.note}>
            The demo forwards no request to an upstream: the echo answers in the place of each.
          </p>
        </section>
      ) : (
        <PrivateUpstreams forwarding={forwarding} onStatus={show} />
      )}
      <CaptureForm capture={forwarding.capture} onStatus={show} />
    </Dialog>
  )
}

/** Each Service's requests, on and off; and the events. */
function WhereItGoes({
  gateway: { services, delivery },
  onLeave,
}: {
  gateway: GatewayStatus
  onLeave: () => void
}) {
  return (
    <section className={styles.part}>
      <h3>Where it goes</h3>
      <ul className={styles.services} aria-label="Services">
        {services.map(service => (
          <li key={service.id} className={styles.service}>
            <span className={styles.name}>
              <span className="visually-hidden">Requests to </span>
              {service.name}
            </span>
            <UpstreamSelect service={service} />
          </li>
        ))}
        {services.length === 0 && (
          <li className={styles.note}>The document has no Service that requests could go to.</li>
        )}
      </ul>
      <p>
        Usage events: {eventsSaid(delivery).text}.{' '}
        <Link href="/config" onClick={onLeave}>
          {delivery.target === 'studio' ? 'Deliver them for real' : 'Simulate them'} in Config
        </Link>
      </p>
      {delivery.problems.slice(1).map(problem => (
        <p key={problem} className={styles.note}>
          <SeverityIcon severity="warning" /> {problem}
        </p>
      ))}
    </section>
  )
}

const fields: { name: keyof Capture; label: string; placeholder: string; hint: string }[] = [
  { name: 'methods', label: 'Methods', placeholder: 'GET, POST', hint: 'Empty: all.' },
  { name: 'paths', label: 'Paths', placeholder: '/orders, /chat', hint: 'How they begin. Empty: all.' },
  { name: 'statuses', label: 'Statuses', placeholder: '404, 5xx', hint: 'Empty: all.' },
]

interface CaptureFormProps {
  capture: Capture
  onStatus: (status: ForwardingStatus) => void
}

function CaptureForm({ capture, onStatus }: CaptureFormProps) {
  const [typed, setTyped] = useState<Record<keyof Capture, string>>({
    methods: capture.methods.join(', '),
    paths: capture.paths.join(', '),
    statuses: capture.statuses.join(', '),
  })
  const [failure, setFailure] = useState<string>()
  const wanted = {
    methods: listOf(typed.methods.toUpperCase()),
    paths: listOf(typed.paths),
    statuses: listOf(typed.statuses.toLowerCase()),
  }
  const problems = problemsOf(wanted)
  const save = (event: FormEvent) => {
    event.preventDefault()
    if (Object.keys(problems).length > 0) return
    call(putCapture, { body: wanted }).then(
      status => {
        setFailure(undefined)
        onStatus(status)
        announce('The filter holds from the next request on')
      },
      () => setFailure('The studio did not answer, so the filter is as it was. Try again.'),
    )
  }
  return (
    <form className={styles.part} onSubmit={save}>
      <h3>Which requests the list keeps</h3>
      <p className={styles.note}>
        The others are answered, metered and delivered all the same; they only do not stand in the list of
        exchanges, nor in what was missed.
      </p>
      {failure !== undefined && <p role="alert">{failure}</p>}
      <div className={styles.fields}>
        {fields.map(({ name, label, placeholder, hint }) => (
          <Field key={name} label={label} hint={hint} problems={problems[name]}>
            {control => (
              <Input
                {...control}
                mono
                placeholder={placeholder}
                value={typed[name]}
                onChange={event => setTyped({ ...typed, [name]: event.target.value })}
              />
            )}
          </Field>
        ))}
      </div>
      <div>
        <Button type="submit" size="small">
          Keep only these
        </Button>
      </div>
    </form>
  )
}

function listOf(text: string): string[] {
  return text.split(/[\s,]+/).filter(part => part !== '')
}

/** By field, in the words of the API's own schema. */
function problemsOf(wanted: Capture): Partial<Record<keyof Capture, FieldProblem[]>> {
  const issues = putCapture.body.safeParse(wanted).error?.issues ?? []
  const found: Partial<Record<keyof Capture, FieldProblem[]>> = {}
  for (const { path, message } of issues) {
    const name = path[0] as keyof Capture
    found[name] ??= [{ severity: 'error', message: `${wanted[name][Number(path[1])] ?? ''}: ${message}` }]
  }
  return found
}
