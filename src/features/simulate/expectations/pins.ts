/** Runs that are pinned: a scenario or a record of traffic, and what it must give. Kept in this browser, for each workspace its own. */

import { useSyncExternalStore } from 'react'
import { z } from 'zod'
import { type Scenario, scenario } from '#rehearsal/scenario.ts'
import { trafficOptions, trafficSources } from '#traffic/traffic-options.ts'

const named = {
  id: z.string(),
  name: z.string(),
  /** As text: `alice: 3 × kong.api_request, 0 dropped`. */
  expectations: z.string(),
}
const pinnedRecord = z.object({
  /** Of its file, which `pinned-files.ts` keeps. */
  name: z.string(),
  /** Whether the browser keeps it; else it is there as long as the page. */
  kept: z.boolean(),
  source: z.enum(trafficSources),
  options: trafficOptions,
})
const pin = z.union([z.object({ ...named, scenario }), z.object({ ...named, record: pinnedRecord })])

interface Named {
  id: string
  name: string
  expectations: string
}

export type PinnedRecord = z.infer<typeof pinnedRecord>

export type Pin = (Named & { scenario: Scenario }) | (Named & { record: PinnedRecord })

const none: readonly Pin[] = []
/** Read once for each text that is kept, so that a reader sees the same list while nothing changes. */
const read = new Map<string, { text: string; pins: readonly Pin[] }>()
const listeners = new Set<() => void>()

function keyOf(workspaceId: string): string {
  return `expectations.${workspaceId}`
}

/** Those of a workspace. What cannot be read counts as none. */
export function pinsOf(workspaceId: string): readonly Pin[] {
  const text = kept(workspaceId)
  if (text === null) return none
  const known = read.get(workspaceId)
  if (known?.text === text) return known.pins
  const pins = parsed(text)
  read.set(workspaceId, { text, pins })
  return pins
}

function kept(workspaceId: string): string | null {
  try {
    return localStorage.getItem(keyOf(workspaceId))
  } catch {
    // Storage is blocked: what was pinned lasts as long as the page.
    return read.get(workspaceId)?.text ?? null
  }
}

function parsed(text: string): readonly Pin[] {
  try {
    return z.array(pin).catch([]).parse(JSON.parse(text))
  } catch {
    return none
  }
}

export function setPins(workspaceId: string, pins: readonly Pin[]): void {
  const text = JSON.stringify(pins)
  read.set(workspaceId, { text, pins })
  try {
    localStorage.setItem(keyOf(workspaceId), text)
  } catch {
    // As above.
  }
  for (const listener of listeners) listener()
}

export function usePins(workspaceId: string): readonly Pin[] {
  return useSyncExternalStore(subscribe, () => pinsOf(workspaceId))
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener)
  addEventListener('storage', listener)
  return () => {
    listeners.delete(listener)
    removeEventListener('storage', listener)
  }
}
