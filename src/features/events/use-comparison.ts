import { useState } from 'react'
import type { Row } from './event-row.ts'

/** One row that is marked, and the pair that is compared. */
export interface Comparison {
  marked: Row | undefined
  /** Marks the row, or takes the mark off it. */
  mark: (row: Row) => void
  unmark: () => void
  compareTo: (row: Row) => void
  pair: readonly [Row, Row] | undefined
  close: () => void
}

/** Two events are compared by marking one and then choosing the other. */
export function useComparison(): Comparison {
  const [marked, setMarked] = useState<Row>()
  const [pair, setPair] = useState<readonly [Row, Row]>()
  return {
    marked,
    mark: row => setMarked(marked?.key === row.key ? undefined : row),
    unmark: () => setMarked(undefined),
    compareTo: row => {
      if (marked === undefined) setMarked(row)
      else if (marked.key !== row.key) setPair([marked, row])
    },
    pair,
    close: () => setPair(undefined),
  }
}
