/** The price book while it is edited: kept while the page is open, also when another tab or page is shown. */
import { create } from 'zustand'
import type { PriceBook } from '#billing/price-book.ts'

interface PriceDraft {
  /** Undefined while nothing is changed. */
  book: PriceBook | undefined
  past: (PriceBook | undefined)[]
  future: (PriceBook | undefined)[]
  edit: (book: PriceBook) => void
  undo: () => void
  redo: () => void
  /** Saved or given up. */
  reset: () => void
}

const STEPS = 100
const unchanged = { book: undefined, past: [], future: [] }

export const usePriceDraft = create<PriceDraft>(set => ({
  ...unchanged,
  edit: book => set(before => ({ book, past: [...before.past, before.book].slice(-STEPS), future: [] })),
  undo: () =>
    set(before =>
      before.past.length === 0
        ? before
        : {
            book: before.past.at(-1),
            past: before.past.slice(0, -1),
            future: [before.book, ...before.future],
          },
    ),
  redo: () =>
    set(before =>
      before.future.length === 0
        ? before
        : { book: before.future[0], past: [...before.past, before.book], future: before.future.slice(1) },
    ),
  reset: () => set(unchanged),
}))
