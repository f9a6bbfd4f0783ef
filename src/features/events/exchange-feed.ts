/**
 * The requests that the gateway keeps, all of them, without their traces: at first the newest, then the rest in pages
 * that a browser parses within a frame, and from then on only what is new or has moved on.
 */
import type { ExchangeChanges, ExchangeSummary } from '#api/contract.ts'
import { changesPage, type EventSource, pagesPerRefresh } from './event-source.ts'

/** Changes between two revisions, both exclusive, that were not read yet. */
interface Gap {
  after: number
  before: number
}

type Totals = Pick<ExchangeChanges, 'total' | 'discarded' | 'thinned' | 'missed'>

const noTotals: Totals = {
  ...{ total: 0, discarded: 0, thinned: 0 },
  missed: { dropped: { all: 0, kept: 0 }, lost: { all: 0, kept: 0 } },
}

export function createExchangeFeed(source: Pick<EventSource, 'listChanges'>) {
  const known = new Map<number, ExchangeSummary>()
  let totals = noTotals
  /** When the gateway started whose requests they are. */
  let start: string | undefined
  let revision = 0
  /** The latest last. */
  let gaps: Gap[] = []

  const startOver = (startedAt: string) => {
    known.clear()
    gaps = []
    revision = 0
    start = startedAt
  }
  const take = (page: ExchangeChanges, after: number) => {
    for (const { revision: _, ...one } of page.exchanges) known.set(one.seq, one)
    for (const seq of known.keys()) if (seq < (page.oldest ?? Number.POSITIVE_INFINITY)) known.delete(seq)
    totals = page
    const last = page.exchanges.at(-1)
    if (last !== undefined && page.exchanges.length >= changesPage)
      gaps.push({ after, before: last.revision })
  }
  const readNew = async (): Promise<boolean> => {
    const page = await source.listChanges({ limit: changesPage, after: revision })
    // Another start of the gateway: what it said before says nothing about now.
    if (page.started_at !== start) {
      const isWhole = revision === 0
      startOver(page.started_at)
      if (!isWhole) return readNew()
    }
    take(page, revision)
    revision = page.revision
    return page.exchanges.length > 0
  }
  /** What is left of the latest gap, up to a page. */
  const readGap = async (gap: Gap) => {
    const page = await source.listChanges({ limit: changesPage, ...gap })
    if (page.started_at !== start) return readNew()
    gaps.pop()
    take(page, gap.after)
    return true
  }
  return {
    all: () => known.values(),
    totals: () => totals,
    /** Whether some of them are still to be read. */
    isBehind: () => gaps.length > 0,
    /** Whether anything is new. */
    refresh: async () => {
      const isFirst = start === undefined
      const before = totals
      let isNews = await readNew()
      for (let pages = isFirst ? pagesPerRefresh : 1; pages < pagesPerRefresh; pages += 1) {
        const gap = gaps.at(-1)
        if (gap === undefined) break
        isNews = (await readGap(gap)) || isNews
      }
      return isNews || !sameTotals(before, totals)
    },
  }
}

function sameTotals(before: Totals, now: Totals): boolean {
  return before.total === now.total && before.missed.lost.all === now.missed.lost.all
}
