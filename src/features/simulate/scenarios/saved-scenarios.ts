/** Scenarios that the user saved in this browser. */
import { useSyncExternalStore } from 'react'
import { z } from 'zod'
import { type Scenario, scenario } from '#rehearsal/scenario.ts'

export interface SavedScenario {
  name: string
  scenario: Scenario
}

const KEY = 'scenarios'
const list = z.array(z.object({ name: z.string(), scenario }))
const listeners = new Set<() => void>()
let read: { text: string | null; saved: readonly SavedScenario[] } = { text: null, saved: [] }

function savedScenarios(): readonly SavedScenario[] {
  const text = kept()
  if (text !== read.text) read = { text, saved: parsed(text) }
  return read.saved
}

function kept(): string | null {
  try {
    return localStorage.getItem(KEY)
  } catch {
    // Storage is blocked: what was saved lasts as long as the page.
    return read.text
  }
}

function parsed(text: string | null): readonly SavedScenario[] {
  if (text === null) return []
  try {
    return list.catch([]).parse(JSON.parse(text))
  } catch {
    return []
  }
}

/** Under its name; one of the same name is replaced. */
export function saveScenario(saved: SavedScenario): void {
  keep([...savedScenarios().filter(({ name }) => name !== saved.name), saved])
}

export function removeScenario(name: string): void {
  keep(savedScenarios().filter(known => known.name !== name))
}

function keep(saved: readonly SavedScenario[]): void {
  read = { text: JSON.stringify(saved), saved }
  try {
    localStorage.setItem(KEY, JSON.stringify(saved))
  } catch {
    // As above.
  }
  for (const listener of listeners) listener()
}

export function useSavedScenarios(): readonly SavedScenario[] {
  return useSyncExternalStore(subscribe, savedScenarios)
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener)
  addEventListener('storage', listener)
  return () => {
    listeners.delete(listener)
    removeEventListener('storage', listener)
  }
}
