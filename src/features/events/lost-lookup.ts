/**
 * Which of the events that a queue gave up are stored all the same: an attempt had arrived, and its answer was lost. They
 * may be older than the stored events that the page has, so the store is asked for each once.
 */
import type { ExchangeSummary } from '#api/contract.ts'
import type { EventSource } from './event-source.ts'

/** Ids in one question, and questions in one refresh. */
const idsAtOnce = 100
const questionsPerRefresh = 5

export interface LostLookup {
  /** Ids of lost events that are stored. */
  stored: () => ReadonlySet<string>
  /** Asks for those that were not asked for before; whether one more is stored. */
  refresh: (exchanges: Iterable<ExchangeSummary>, areChanged: boolean) => Promise<boolean>
}

export function createLostLookup(source: EventSource): LostLookup {
  const asked = new Set<string>()
  let stored = new Set<string>()
  let isMore = false
  const ask = async (ids: readonly string[]) => {
    const filter = { id: { oeq: ids.join(',') } }
    const { events } = await source.listIngested({ sort: 'time', size: ids.length, filter })
    for (const id of ids) asked.add(id)
    return events.map(({ event }) => event.id)
  }
  return {
    stored: () => stored,
    refresh: async (exchanges, areChanged) => {
      if (!areChanged && !isMore) return false
      const lost = lostIds(exchanges)
      for (const id of asked) if (!lost.has(id)) asked.delete(id)
      const all = [...lost].filter(id => !asked.has(id))
      const ids = all.slice(0, idsAtOnce * questionsPerRefresh)
      isMore = true
      const found: string[] = []
      for (let at = 0; at < ids.length; at += idsAtOnce) {
        found.push(...(await ask(ids.slice(at, at + idsAtOnce))))
      }
      isMore = ids.length < all.length
      if (found.length > 0) stored = new Set([...stored, ...found].filter(id => lost.has(id)))
      return found.length > 0
    },
  }
}

/** What was pushed out of its queue before it was tried cannot have arrived. */
function lostIds(exchanges: Iterable<ExchangeSummary>): ReadonlySet<string> {
  const ids = new Set<string>()
  for (const { events } of exchanges) {
    for (const { id, delivery, attempts } of events) {
      if (delivery === 'lost' && attempts.length > 0) ids.add(id)
    }
  }
  return ids
}
