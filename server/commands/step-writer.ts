/** A rehearsal's steps as JSON text, written by the million: digits go straight into a buffer. */
import type { RehearsalListener } from '#metering/rehearse-delivery.ts'
import { type AsciiBuffer, type AsciiText, ascii, createAsciiBuffer, emptyText } from './ascii-buffer.ts'

export interface StepWriter extends RehearsalListener {
  /** Ends the array and writes what is left. */
  end(): void
}

/** More than any step is long without its entries. */
const STEP_BYTES = 256
/** Of `{"t":` and a number. */
const START_BYTES = 32

const LIST_START = ascii('[\n')
const NEXT = ascii(',\n')
const LIST_END = ascii('\n]\n')
const EMPTY_LIST = ascii('[\n]\n')
const START = ascii('{"t":')
const ENQUEUE = ascii(',"event":"enqueue","id":')
const TAKEN = ascii(',"ok":true}')
const REFUSED = ascii(',"ok":false}')
const events = {
  attempt: ascii(',"event":"attempt","entries":['),
  delivered: ascii(',"event":"delivered","entries":['),
  failed: ascii(',"event":"failed","entries":['),
  lost: ascii(',"event":"lost","entries":['),
  dropped: ascii(',"event":"dropped","entries":['),
}
const BATCH_END = ascii(']}')

/** Writes a JSON array with a line for each step, in pieces of ASCII. */
export function createStepWriter(write: (ascii: Uint8Array) => void): StepWriter {
  const out = createAsciiBuffer(write)
  const begin = beginSteps(out)

  function entriesOf(at: number, event: keyof typeof events, entries: readonly number[]): void {
    begin(at)
    out.add(events[event])
    out.addWholes(entries)
    out.reserve(STEP_BYTES)
  }

  return {
    enqueue(at, id, ok) {
      begin(at)
      out.add(ENQUEUE)
      out.addWhole(id)
      out.add(ok ? TAKEN : REFUSED)
    },
    batch(at, event, entries) {
      entriesOf(at, event, entries)
      out.add(BATCH_END)
    },
    ended(at, event, { entries, reason }) {
      entriesOf(at, event, entries)
      out.add(endOf(reason))
    },
    end() {
      out.reserve(STEP_BYTES)
      out.add(begin.isFirst ? EMPTY_LIST : LIST_END)
      out.flush()
    },
  }
}

const endings = new Map<string, AsciiText>()

/** The end of a step with a reason, of which there are few. */
function endOf(reason: string): AsciiText {
  const known = endings.get(reason)
  if (known !== undefined) return known
  const ending = ascii(`],"reason":${JSON.stringify(reason)}}`)
  endings.set(reason, ending)
  return ending
}

interface Begin {
  (at: number): void
  isFirst: boolean
}

/** Writes the beginning of each step. They come in groups of one moment, and a fraction is slow to write. */
function beginSteps(out: AsciiBuffer): Begin {
  const last = { at: Number.NaN, start: emptyText(START_BYTES) }
  const begin: Begin = at => {
    out.reserve(STEP_BYTES)
    out.add(begin.isFirst ? LIST_START : NEXT)
    begin.isFirst = false
    if (at === last.at) {
      out.add(last.start)
      return
    }
    const from = out.length
    out.add(START)
    out.addSeconds(at)
    last.at = at
    out.copyFrom(from, last.start)
  }
  begin.isFirst = true
  return begin
}
