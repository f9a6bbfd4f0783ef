/** A rehearsal whose exchanges are given by hand: for UI tests. */
import type { ExchangeRecord, ExchangeTotals, GatewayStatus } from '#api/contract.ts'
import { missedUsage } from '#api/missed-usage.ts'
import type { Rehearsal } from '#api/rehearsal.ts'

type Delivery = ExchangeRecord['events'][number]['delivery']

export interface ScriptedRehearsal extends Rehearsal {
  /** Adds a request as the newest. */
  record(exchange: Omit<ExchangeRecord, 'seq'>): ExchangeRecord
  /** Moves the events of a request on. */
  settle(requestId: string, delivery: Delivery): void
  /** Counts requests that came too fast to be kept, and what of them was missed. */
  thin(requests: number, missed?: { dropped?: number; lost?: number }): void
  /** Replaces parts of what the gateway says of itself. */
  setStatus(status: Partial<GatewayStatus>): void
}

const capacity = 1000
const startedAt = Date.UTC(2026, 0, 1)

export function createScriptedRehearsal(): ScriptedRehearsal {
  const log = createScriptedLog()
  const set = new Set<string>()
  let status: GatewayStatus = {
    workspace_id: null,
    stale: false,
    delivery: { target: 'studio', endpoints: ['http://127.0.0.1:4400/v3/openmeter/events'], problems: [] },
    services: [],
    queues: [],
    variables: [],
  }
  return {
    ...log,
    status: () => ({
      ...status,
      variables: status.variables.map(({ name }) => ({ name, set: set.has(name) })),
    }),
    apply: workspace => {
      status = { ...status, workspace_id: workspace.id, workspace_updated_at: workspace.updated_at }
    },
    forget: id => {
      if (status.workspace_id === id) status = { ...status, workspace_id: null }
    },
    setVariable: (name, value) => {
      if (value === '') set.delete(name)
      else set.add(name)
      return { name, set: set.has(name) }
    },
    setStatus: part => {
      status = { ...status, ...part }
    },
  }
}

type ScriptedLog = Pick<
  ScriptedRehearsal,
  'exchanges' | 'exchange' | 'exchangeChanges' | 'missed' | 'record' | 'settle' | 'thin'
>

interface Revised {
  record: ExchangeRecord
  revision: number
}

function createScriptedLog(): ScriptedLog {
  let kept: Revised[] = []
  let total = 0
  let thinned = 0
  let revision = 0
  const thinnedMisses = { dropped: 0, lost: 0 }

  const next = () => {
    revision += 1
    return revision
  }
  const totals = (): ExchangeTotals => ({ total, discarded: total - kept.length, thinned, capacity })
  const missedCounts = () => {
    const dropped = kept.filter(({ record }) => record.outcome === 'dropped').length
    const lost = kept
      .flatMap(({ record }) => record.events)
      .filter(({ delivery }) => delivery === 'lost').length
    return {
      dropped: { all: dropped + thinnedMisses.dropped, kept: dropped },
      lost: { all: lost + thinnedMisses.lost, kept: lost },
    }
  }
  return {
    exchanges: ({ limit, before = Number.POSITIVE_INFINITY, outcome }) => ({
      exchanges: kept
        .map(({ record }) => record)
        .filter(one => one.seq < before && (outcome === undefined || one.outcome === outcome))
        .slice(0, limit),
      ...totals(),
    }),
    exchange: requestId => kept.find(({ record }) => record.request_id === requestId)?.record,
    exchangeChanges: ({ limit, after, before = Number.POSITIVE_INFINITY }) => ({
      ...{ ...totals(), started_at: new Date(startedAt).toISOString(), revision, missed: missedCounts() },
      oldest: kept.at(-1)?.record.seq ?? null,
      exchanges: kept
        .filter(one => one.revision > after && one.revision < before)
        .sort((a, b) => b.revision - a.revision)
        .slice(0, limit)
        .map(({ record: { trace: _, ...summary }, revision: own }) => ({ ...summary, revision: own })),
    }),
    missed: () => ({
      missed: kept.flatMap(({ record }) => missedUsage(record)),
      discarded: total - kept.length,
      unkept: { ...thinnedMisses },
      since: startedAt,
    }),
    record: exchange => {
      total += 1
      const record = { ...exchange, seq: total }
      kept = [{ record, revision: next() }, ...kept].slice(0, capacity)
      return record
    },
    settle: (requestId, delivery) => {
      kept = kept.map(one => {
        if (one.record.request_id !== requestId) return one
        const events = one.record.events.map(event => ({ ...event, delivery }))
        return { record: { ...one.record, events }, revision: next() }
      })
    },
    thin: (requests, { dropped = 0, lost = 0 } = {}) => {
      total += requests
      thinned += requests
      thinnedMisses.dropped += dropped
      thinnedMisses.lost += lost
    },
  }
}
