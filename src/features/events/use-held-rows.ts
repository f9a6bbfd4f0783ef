import { useMemo, useState } from 'react'
import type { EventSnapshot } from './event-feed.ts'
import type { Row } from './event-row.ts'

/** What the reader sees: while held, newer rows wait outside, and those shown keep their place. */
export interface HeldRows {
  shown: Pick<EventSnapshot, 'rows' | 'from' | 'late'>
  waiting: readonly Row[]
  /** More rows have come than the page keeps: some of those that wait are already in the store only. */
  isMore: boolean
}

const nothing: readonly Row[] = []

export function useHeldRows(live: HeldRows['shown'], held: boolean): HeldRows {
  const [frozen, setFrozen] = useState<HeldRows['shown']>()
  if (!held && frozen !== undefined) setFrozen(undefined)
  if (held && frozen === undefined) setFrozen(live)
  return useMemo(() => {
    if (!held || frozen === undefined) return { shown: live, waiting: nothing, isMore: false }
    return holdRows(frozen, live)
  }, [held, frozen, live])
}

/** Frozen rows in their newest version; what is older than the newest of them comes in below. */
function holdRows(frozen: HeldRows['shown'], live: HeldRows['shown']): HeldRows {
  const latest = new Map(live.rows.map(row => [row.key, row]))
  const known = new Set(frozen.rows.map(({ key }) => key))
  const newest = frozen.rows[0]?.time ?? Number.POSITIVE_INFINITY
  const others = live.rows.filter(row => !known.has(row.key))
  const below = others.filter(({ time }) => time < newest)
  const rows = frozen.rows.map(row => latest.get(row.key) ?? row)
  return {
    shown: {
      from: frozen.from,
      late: frozen.late,
      rows: below.length === 0 ? rows : [...rows, ...below].sort((a, b) => b.time - a.time),
    },
    waiting: others.filter(({ time }) => time >= newest),
    isMore: live.from > newest,
  }
}
