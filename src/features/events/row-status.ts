/** How a row's states are told: shape, word and colour, and the words that a screen reader gets. */
import type { Tone } from '#ui/badge.tsx'
import type { Delivery, EventRow, Row } from './event-row.ts'
import { reasonWords } from './row-reason.ts'
import { timeOfDay } from './time-of-day.ts'

export interface Status {
  glyph: string
  word: string
  tone: Tone
}

const deliveries: Record<Delivery, Status> = {
  waiting: { glyph: '…', word: 'Waiting', tone: 'neutral' },
  retrying: { glyph: '↻', word: 'Retrying', tone: 'warn' },
  delivered: { glyph: '✓', word: 'Delivered', tone: 'ok' },
  received: { glyph: '✓', word: 'Received', tone: 'ok' },
  stored: { glyph: '✓', word: 'Stored', tone: 'ok' },
  lost: { glyph: '✕', word: 'Lost', tone: 'danger' },
}

/** What became of the row as a whole, for its first column. */
export function outcomeStatus(row: Row): Status {
  if (row.kind === 'request') {
    return row.outcome === 'dropped'
      ? { glyph: '◇', word: 'Dropped', tone: 'drop' }
      : { glyph: '○', word: 'Not metered', tone: 'neutral' }
  }
  if (row.delivery === 'lost') return deliveries.lost
  return { glyph: '●', word: 'Emitted', tone: 'accent' }
}

export function deliveryStatus(row: EventRow): Status {
  const status = deliveries[row.delivery]
  const attempts = row.inFlight?.attempts ?? []
  if (row.delivery === 'retrying') return { ...status, word: `Retrying, ${attempts.length} tried` }
  const answer = row.inFlight?.delivery === 'delivered' ? attempts.at(-1)?.status : undefined
  return answer === undefined ? status : { ...status, word: `Delivered ${answer}` }
}

/** What Metering & Billing found when the event was listed; undefined while it does not have it. */
export function checkStatus(row: Row): Status | undefined {
  if (row.kind === 'request') {
    const { glyph, word, tone } = outcomeStatus(row)
    const { reason } = row.exchange
    return { glyph, tone, word: reason === undefined ? word : `${word}: ${reasonWords(reason)}` }
  }
  if (row.ingested === undefined) return undefined
  const [first, ...rest] = row.ingested.validation_errors ?? []
  if (first === undefined) return { glyph: '✓', word: 'OK', tone: 'ok' }
  const word = findingWord(first.message)
  return { glyph: '⚠', tone: 'warn', word: rest.length === 0 ? word : `${word} +${rest.length}` }
}

/** The words of all that was found, for filters: `No customer`, `No meter`; a request's own outcome. */
export function checkWords(row: Row): string[] {
  if (row.kind === 'event' && (row.ingested?.validation_errors?.length ?? 0) > 0) {
    return (row.ingested?.validation_errors ?? []).map(({ message }) => findingWord(message))
  }
  const word = checkStatus(row)?.word
  return word === undefined ? [] : [word]
}

/** OpenMeter's messages are a small closed set (openmeter/meterevent/adapter/event.go, openmeter/meter/parse.go). */
function findingWord(message: string): string {
  if (message.startsWith('no customer found')) return 'No customer'
  if (message.startsWith('no meter found')) return 'No meter'
  return 'Invalid event'
}

/** The row in one sentence. */
export function rowLabel(row: Row): string {
  const time = timeOfDay(row.time)
  const check = checkStatus(row)?.word
  if (row.kind === 'request') {
    const { method, uri, status } = row.exchange
    return [time, `${method} ${uri}`, `status ${status}`, check].join(', ')
  }
  const parts = [time, row.type, `subject ${row.subject}`, deliveryStatus(row).word]
  return [...parts, ...(check === undefined ? [] : [check])].join(', ')
}
