import { Bookmark, ChartColumn, Columns3, ListFilter, Pause, Play } from 'lucide-react'
import { lazy, type RefObject, Suspense, useId, useState } from 'react'
import { Button } from '#ui/button.tsx'
import { CopyButton } from '#ui/copy-button.tsx'
import { Input } from '#ui/input.tsx'
import { NARROW, useMediaQuery } from '#ui/use-media-query.ts'
import styles from './events-page.module.css'
import { useEventsPreferences } from './events-preferences.ts'
import { ExportButton } from './export-button.tsx'
import { FacetsDialog } from './facets-panel.tsx'
import { listCommand } from './konnect-command.ts'
import { keysText } from './parse-filter.ts'
import type { EventList } from './use-event-list.ts'

const ColumnsDialog = lazy(async () => ({ default: (await import('./columns-dialog.tsx')).ColumnsDialog }))
const ViewsDialog = lazy(async () => ({ default: (await import('./views-dialog.tsx')).ViewsDialog }))

interface EventsToolbarProps {
  list: EventList
  /** Whether facets have a place beside the list; else they come over it. */
  hasRoom: boolean
  filterRef: RefObject<HTMLInputElement | null>
}

export function EventsToolbar({ list, hasRoom, filterRef }: EventsToolbarProps) {
  const problemsId = useId()
  const paused = list.pausedAt !== undefined
  const isNarrow = useMediaQuery(NARROW)
  // Beside the details, too, words would take a row of their own.
  const isTight = isNarrow || !hasRoom
  return (
    <header className={styles.toolbar}>
      <h1>Events</h1>
      <Input
        ref={filterRef}
        type="search"
        aria-label="Filter events by words or keys, such as subject:alice -status:>=400"
        aria-describedby={list.filterProblems.length > 0 ? problemsId : undefined}
        aria-invalid={list.filterProblems.length > 0 || undefined}
        title={`Words, and keys with values: ${keysText}. A comma gives a choice, “-” excludes, “*” stands for any text, quotes keep spaces.`}
        placeholder="subject:alice,bob -status:>=400 text  ( / )"
        value={list.state.q}
        onChange={event => list.setState({ q: event.target.value })}
        className={styles.filter}
      />
      <Button
        icon={paused ? <Play aria-hidden="true" /> : <Pause aria-hidden="true" />}
        aria-pressed={paused}
        aria-label="Pause"
        title={paused ? 'Let new events in (p)' : 'Hold new events back (p)'}
        onClick={list.togglePause}
      >
        {isNarrow ? undefined : 'Pause'}
      </Button>
      <Looks list={list} hasRoom={hasRoom} hasColumns={!isNarrow} />
      <CopyButton
        text={listCommand(list.question.filter)}
        label="Copy as Konnect API call"
        title={konnectTitle(list)}
        variant="quiet"
        isIcon={isTight}
      >
        Konnect API call
      </CopyButton>
      <ExportButton list={list} isIcon={isTight} />
      <div role="status" id={problemsId} className={styles.problems}>
        {list.filterProblems.map(problem => (
          <p key={problem}>{problem}</p>
        ))}
      </div>
    </header>
  )
}

function konnectTitle({ question: { filter, unread } }: EventList): string {
  const missing = [...unread, ...(filter.check === undefined ? [] : ['the filter by findings'])]
  const call = 'Copies a curl command that lists the events of this filter in Konnect'
  return missing.length === 0 ? call : `${call}. Konnect cannot filter by ${missing.join(', ')}`
}

interface LooksProps {
  list: EventList
  hasRoom: boolean
  /** Cards have no columns. */
  hasColumns: boolean
}

/** How the list looks: facets, bars, columns, and saved views of it. */
function Looks({ list, hasRoom, hasColumns }: LooksProps) {
  const { facets, histogram, change } = useEventsPreferences()
  const [open, setOpen] = useState<'facets' | 'columns' | 'views'>()
  const close = () => setOpen(undefined)
  return (
    <div className={styles.looks}>
      <Button
        variant="quiet"
        icon={<ListFilter aria-hidden="true" />}
        aria-label="Facets"
        title="Filter by values with their counts"
        {...(hasRoom && { 'aria-pressed': facets })}
        onClick={() => (hasRoom ? change({ facets: !facets }) : setOpen('facets'))}
      />
      <Button
        variant="quiet"
        icon={<ChartColumn aria-hidden="true" />}
        aria-label="Events over time"
        title="Events over time"
        aria-pressed={histogram !== 'hidden'}
        onClick={() => change({ histogram: histogram === 'hidden' ? 'chart' : 'hidden' })}
      />
      {hasColumns && (
        <Button
          variant="quiet"
          icon={<Columns3 aria-hidden="true" />}
          aria-label="Columns"
          title="Choose and order columns"
          onClick={() => setOpen('columns')}
        />
      )}
      <Button
        variant="quiet"
        icon={<Bookmark aria-hidden="true" />}
        aria-label="Saved views"
        title="Saved views"
        onClick={() => setOpen('views')}
      />
      <Suspense>
        {open === 'facets' && <FacetsDialog list={list} onClose={close} />}
        {open === 'views' && <ViewsDialog list={list} onClose={close} />}
        {open === 'columns' && (
          <ColumnsDialog
            columns={list.columns}
            onChange={columns => {
              change({ columns: [...columns] })
              list.setState({ columns: undefined })
            }}
            onClose={close}
          />
        )}
      </Suspense>
    </div>
  )
}
