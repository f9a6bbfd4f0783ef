/** How this browser shows the Events page: kept in its local storage, so that it is the same the next time. */
import { z } from 'zod'
import { create } from 'zustand'
import { chosenColumns, usualColumns } from './event-columns.ts'
import { eventViews } from './event-view.ts'

const savedView = z.strictObject({
  name: z.string().trim().min(1).max(80),
  q: z.string().max(10_000),
  view: z.enum(eventViews),
  columns: chosenColumns,
})
export type SavedView = z.infer<typeof savedView>

const preferences = z.object({
  columns: chosenColumns.catch([...usualColumns]),
  facets: z.boolean().catch(true),
  histogram: z.enum(['chart', 'table', 'hidden']).catch('chart'),
  views: z.array(savedView).max(200).catch([]),
})
type Preferences = z.infer<typeof preferences>

interface PreferenceStore extends Preferences {
  change: (change: Partial<Preferences>) => void
}

const storageKey = 'events-page'

export const useEventsPreferences = create<PreferenceStore>(set => ({
  ...readPreferences(),
  change: change =>
    set(before => {
      const after = { ...before, ...change }
      writePreferences(after)
      return after
    }),
}))

/** Damaged or foreign text counts as nothing kept; a part of it that is damaged, as the usual. */
function readPreferences(): Preferences {
  try {
    return preferences.parse(JSON.parse(localStorage.getItem(storageKey) ?? '{}'))
  } catch {
    return preferences.parse({})
  }
}

function writePreferences({ columns, facets, histogram, views }: Preferences): void {
  try {
    localStorage.setItem(storageKey, JSON.stringify({ columns, facets, histogram, views }))
  } catch {
    // Storage is blocked: the choice lasts as long as the page.
  }
}

/** The view under its name, instead of one that had it. */
export function withView(views: readonly SavedView[], view: SavedView): SavedView[] {
  return [...views.filter(({ name }) => name !== view.name), view].sort((a, b) =>
    a.name.localeCompare(b.name),
  )
}
