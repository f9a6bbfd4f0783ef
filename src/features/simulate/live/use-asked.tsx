import { type ReactNode, useState } from 'react'
import { getGateway } from '#api/contract.ts'
import type { Destinations } from '#api/live-run-contract.ts'
import { Button } from '#ui/button.tsx'
import { Dialog } from '#ui/dialog.tsx'
import { notifyError } from '#ui/notify.ts'
import { call } from '../call.ts'
import styles from './live.module.css'
import { destinationsOf, isReal } from './live-text.ts'

interface Question {
  /** `600 requests in 1 min`. */
  what: string
  /** Sends, to nowhere else than was said. */
  send: (confirmed: Destinations) => Promise<unknown>
}

/** Asks before anything leaves the studio: an upstream of the user's own, or a real ingest endpoint. */
export function useAsked(): { ask: (question: Question) => Promise<void>; dialog: ReactNode } {
  const [open, setOpen] = useState<Question & { destinations: Destinations }>()
  const go = async ({ send }: Question, destinations: Destinations) => {
    setOpen(undefined)
    try {
      await send(destinations)
    } catch (cause) {
      await notifyError(`Nothing was sent. ${cause instanceof Error ? cause.message : String(cause)}`)
    }
  }
  const ask = async (question: Question) => {
    try {
      const destinations = destinationsOf(await call(getGateway))
      if (isReal(destinations)) setOpen({ ...question, destinations })
      else await go(question, destinations)
    } catch (cause) {
      await notifyError(cause instanceof Error ? cause.message : String(cause))
    }
  }
  const dialog = open && (
    <Dialog
      title="Send for real?"
      open
      onClose={() => setOpen(undefined)}
      actions={
        <>
          <Button onClick={() => setOpen(undefined)}>Send nothing</Button>
          <Button variant="primary" onClick={() => void go(open, open.destinations)}>
            Send {open.what}
          </Button>
        </>
      }
    >
      <div className={styles.question}>
        <p>This leaves the studio, as Config says. Once sent it cannot be taken back.</p>
        <Places title="Requests will be forwarded to" urls={open.destinations.upstreams} />
        <Places
          title="Events will be delivered to, and may be billed by"
          urls={open.destinations.endpoints}
        />
      </div>
    </Dialog>
  )
  return { ask, dialog }
}

function Places({ title, urls }: { title: string; urls: readonly string[] }) {
  if (urls.length === 0) return null
  return (
    <section>
      <h3>{title}</h3>
      <ul>
        {urls.map(url => (
          <li key={url}>
            <code>{url}</code>
          </li>
        ))}
      </ul>
    </section>
  )
}
