/**
 * Which of the events that a queue gave up are stored all the same: an attempt had arrived, and its answer was lost. They
 * may be older than the stored events that the page has, so the store is asked for each once.
 */
import type { ExchangeRecord } from '#api/contract.ts'
import type { EventSource } from './event-source.ts'

/** Ids in one question, and questions in one refresh. */
const idsAtOnce = 100
const questionsPerRefresh = 5

export interface LostLookup {
  /** Ids of lost events that are stored. */
  stored: () => ReadonlySet<string>
  /** Asks for those that were not asked for before; whether one more is stored. */
  refresh: (exchanges: Iterable<ExchangeRecord>) => Promise<boolean>
}

export function createLostLookup(source: EventSource): LostLookup {
  const asked = new Set<string>()
  let stored = new Set<string>()
  const ask = async (ids: readonly string[]) => {
    const filter = { id: { oeq: ids.join(',') } }
    const { events } = await source.listIngested({ sort: 'time', size: ids.length, filter })
    for (const id of ids) asked.add(id)
    return events.map(({ event }) => event.id)
  }
  return {
    stored: () => stored,
    refresh: async exchanges => {
      const lost = lostIds(exchanges)
      for (const id of asked) if (!lost.has(id)) asked.delete(id)
      const ids = [...lost].filter(id => !asked.has(id)).slice(0, idsAtOnce * questionsPerRefresh)
      const found: string[] = []
      for (let at = 0; at < ids.length; at += idsAtOnce) {
        found.push(...(await ask(ids.slice(at, at + idsAtOnce))))
      }
      if (found.length > 0) stored = new Set([...stored, ...found].filter(id => lost.has(id)))
      return found.length > 0
    },
  }
}

function lostIds(exchanges: Iterable<ExchangeRecord>): ReadonlySet<string> {
  const ids = new Set<string>()
  for (const { events } of exchanges) {
    for (const { id, delivery } of events) if (delivery === 'lost') ids.add(id)
  }
  return ids
}
