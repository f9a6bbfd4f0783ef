/** The requests that the page knows. */
import type { ExchangePage, ExchangeRecord } from '#api/contract.ts'
import { type EventSource, pageSize, pagesPerRefresh } from './event-source.ts'

/** Requests that are kept at most, and those kept once there are more; the gateway has the others. */
const mostExchanges = 12_000
const fewerExchanges = 10_000

export function createExchangeFeed(source: EventSource) {
  const known = new Map<number, ExchangeRecord>()
  let totals = { requests: 0, discarded: 0, thinned: 0 }
  let newest: number | undefined
  /** Requests before this seq can be loaded. */
  let older: number | undefined

  /** Pages from the newest back to what was known and settled; the first time one page. */
  const readNew = async (first: ExchangePage) => {
    const read = [...first.exchanges]
    const wanted = oldestUnsettled(known.values(), newest) ?? Number.POSITIVE_INFINITY
    let rest = seqAfter(first)
    for (let pages = 1; rest !== undefined && rest > wanted && pages < pagesPerRefresh; pages += 1) {
      const page = await source.listExchanges(pageSize, rest)
      read.push(...page.exchanges)
      rest = seqAfter(page)
    }
    return { read, rest }
  }
  const keep = (exchanges: readonly ExchangeRecord[]) => {
    const changed = exchanges.filter(one => !isSettled(known.get(one.seq)))
    for (const one of changed) known.set(one.seq, one)
    return changed.length > 0
  }
  const forgetOldest = () => {
    if (known.size <= mostExchanges) return
    const seqs = [...known.keys()].sort((a, b) => b - a)
    for (const seq of seqs.slice(fewerExchanges)) known.delete(seq)
    older = seqs[fewerExchanges - 1]
  }
  return {
    all: () => known.values(),
    totals: () => totals,
    hasOlder: () => older !== undefined,
    refresh: async () => {
      const first = await source.listExchanges(pageSize)
      // A gateway that restarted counts from the start: what it said before says nothing about now.
      const restarted = first.total < totals.requests
      if (restarted) newest = undefined
      const changed = restarted || first.total !== totals.requests
      totals = { requests: first.total, discarded: first.discarded, thinned: first.thinned }
      const { read, rest } = await readNew(first)
      const gap = newest === undefined || (rest !== undefined && rest > newest)
      if (gap) {
        known.clear()
        older = rest
      }
      newest = Math.max(newest ?? -1, ...read.map(({ seq }) => seq))
      const kept = keep(read)
      forgetOldest()
      return kept || changed
    },
    loadOlder: async () => {
      if (older === undefined) return false
      const page = await source.listExchanges(pageSize, older)
      older = seqAfter(page)
      return keep(page.exchanges)
    },
  }
}

/** Where the next page starts; undefined after the last one. */
function seqAfter({ exchanges }: ExchangePage): number | undefined {
  return exchanges.length < pageSize ? undefined : exchanges.at(-1)?.seq
}

function oldestUnsettled(known: Iterable<ExchangeRecord>, newest: number | undefined): number | undefined {
  let oldest = newest
  for (const one of known) if (!isSettled(one) && one.seq < (oldest ?? one.seq)) oldest = one.seq
  return oldest
}

/** Nothing about the request can change any more. */
function isSettled(exchange: ExchangeRecord | undefined): boolean {
  return exchange?.events.every(({ delivery }) => delivery === 'delivered' || delivery === 'lost') ?? false
}
