import { type KeyboardEvent, useDeferredValue, useRef } from 'react'
import { Badge } from '#ui/badge.tsx'
import type { PlayedRequest } from '../run/job.ts'
import { decisionLooks } from './decision-look.ts'
import styles from './result.module.css'

interface RequestTableProps {
  requests: readonly PlayedRequest[]
  /** The number of the one whose details are open. */
  open: number | undefined
  onOpen: (number: number, by: 'keyboard' | 'pointer') => void
}

/** More than a screen shows: the others follow when those are drawn, so that the page answers in between. */
const SEEN_FIRST = 40

/** Requests with their decisions. Arrow keys, j and k move from one to the next; Enter opens the details. */
export function RequestTable({ requests, open, onOpen }: RequestTableProps) {
  const body = useRef<HTMLTableSectionElement>(null)
  const isWhole = useDeferredValue(true, false)
  return (
    <table className={styles.table} aria-label="Requests and their decisions">
      <thead className={styles.columns}>
        <tr>
          <th scope="col">#</th>
          <th scope="col">Request</th>
          <th scope="col">Status</th>
          <th scope="col" className={styles.wide}>
            Route
          </th>
          <th scope="col" className={styles.wide}>
            Consumer
          </th>
          <th scope="col">Decision</th>
        </tr>
      </thead>
      <tbody ref={body} onKeyDown={event => moveFocus(event, body.current)}>
        {(isWhole ? requests : requests.slice(0, SEEN_FIRST)).map(request => (
          <Row
            key={request.number}
            request={request}
            isOpen={request.number === open}
            onOpen={by => onOpen(request.number, by)}
          />
        ))}
      </tbody>
    </table>
  )
}

interface RowProps {
  request: PlayedRequest
  isOpen: boolean
  onOpen: (by: 'keyboard' | 'pointer') => void
}

function Row({ request, isOpen, onOpen }: RowProps) {
  const { number, method, uri, status, route, consumer, decision } = request
  const look = decisionLooks[decision]
  return (
    // The button is for the keyboard; a click anywhere in the row means the same.
    <tr data-open={isOpen || undefined} onClick={() => onOpen('pointer')}>
      <td className={styles.number}>{number}</td>
      <th scope="row" className={styles.request}>
        <button
          type="button"
          aria-expanded={isOpen}
          onClick={event => {
            event.stopPropagation()
            // Enter and Space click, too, but without a pointer's count.
            onOpen(event.detail === 0 ? 'keyboard' : 'pointer')
          }}
        >
          {method} {uri}
        </button>
      </th>
      <td>{status}</td>
      <td className={styles.wide}>{route ?? '–'}</td>
      <td className={styles.wide}>{consumer ?? '–'}</td>
      <td>
        <Badge tone={look.tone} glyph={look.glyph}>
          {look.word}
        </Badge>{' '}
        <span className={styles.detail}>{detailOf(request)}</span>
      </td>
    </tr>
  )
}

function detailOf({ events, reason }: PlayedRequest): string {
  const [event] = events
  if (event === undefined) return reason ?? ''
  const more = events.length > 1 ? ` +${events.length - 1}` : ''
  return `${event.subject}${more}`
}

/** To the next row's button, as many rows as the key says. */
function moveFocus(event: KeyboardEvent, body: HTMLTableSectionElement | null): void {
  const step = { ArrowDown: 1, j: 1, ArrowUp: -1, k: -1 }[event.key]
  if (step === undefined || body === null || event.ctrlKey || event.metaKey || event.altKey) return
  const buttons = [...body.querySelectorAll<HTMLButtonElement>('tr button')]
  const at = buttons.findIndex(button => button.matches(':focus'))
  const next = buttons[at + step]
  if (at === -1 || next === undefined) return
  event.preventDefault()
  next.focus()
}
