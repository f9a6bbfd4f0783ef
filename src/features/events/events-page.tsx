import { lazy, type RefObject, Suspense, useRef, useState } from 'react'
import { useShortcuts } from '#ui/shortcuts.ts'
import { Tabs } from '#ui/tabs.tsx'
import { changedFilter, toggleValue } from './change-filter.ts'
import { CustomerNames } from './customer-name.tsx'
import { EventDrawer } from './event-drawer.tsx'
import { cloudEventOf, type Row } from './event-row.ts'
import { type EventView, eventViews, viewLabels } from './event-view.ts'
import { EventsEmpty } from './events-empty.tsx'
import { EventsEnd } from './events-end.tsx'
import { EventsGrid } from './events-grid.tsx'
import { EventsNotices } from './events-notices.tsx'
import styles from './events-page.module.css'
import { useEventsPreferences } from './events-preferences.ts'
import { EventsToolbar } from './events-toolbar.tsx'
import { FacetsPanel } from './facets-panel.tsx'
import { Histogram } from './histogram.tsx'
import type { RowList } from './row-list.ts'
import { type Comparison, useComparison } from './use-comparison.ts'
import { useElementWidth } from './use-element-width.ts'
import { type EventList, useEventList } from './use-event-list.ts'
import { useFindingFixes } from './use-finding-fixes.ts'

const CompareDialog = lazy(async () => ({ default: (await import('./compare-dialog.tsx')).CompareDialog }))

/** The least width of the list that has a place for facets: at 1024 px, and beside the details from about 1700 px. */
const FACETS_WIDTH = 900

/** The Events page: every request that the gateway metered, dropped or passed, newest first, live. */
export function EventsPage() {
  return (
    <CustomerNames>
      <EventsOfNow />
    </CustomerNames>
  )
}

function EventsOfNow() {
  const list = useEventList()
  const fixes = useFindingFixes(list.recheck)
  const { state, setState, counts, open } = list
  const [active, setActive] = useState<string>()
  const [byKeyboard, setByKeyboard] = useState(false)
  const comparison = useComparison()
  const grid = useRef<HTMLDivElement>(null)
  const filter = useRef<HTMLInputElement>(null)
  const section = useRef<HTMLElement>(null)
  const hasRoom = useElementWidth(section) >= FACETS_WIDTH
  const { histogram } = useEventsPreferences()

  const show = (key: string) => {
    setActive(key)
    setState({ event: key })
  }
  const close = () => setState({ event: undefined })
  const focusGrid = () => grid.current?.focus()
  const toTop = () => grid.current?.scrollTo({ top: 0 })
  useShortcuts({
    '/': () => filter.current?.focus(),
    p: list.togglePause,
    '.': toTop,
    t: () => setState({ tab: 'trace' }),
    j: focusGrid,
    k: focusGrid,
  })
  const openBy = (key: string, by: 'keyboard' | 'pointer') => {
    setByKeyboard(by === 'keyboard')
    show(key)
  }
  return (
    <div className={styles.page}>
      <section ref={section} className={styles.list} aria-label="Events">
        <EventsToolbar list={list} hasRoom={hasRoom} filterRef={filter} />
        <EventsNotices list={list} comparison={comparison} onShowNew={toTop} />
        {histogram !== 'hidden' && counts.all > 0 && <Histogram list={list} />}
        <Rows
          {...{ list, hasRoom, comparison, grid, active }}
          onActive={setActive}
          onOpen={openBy}
          onClose={close}
        />
        <EventsEnd list={list} />
      </section>
      {open && (
        <EventDrawer
          row={open}
          tab={state.tab}
          fixes={fixes}
          filtered={list.liveRows}
          comparison={comparison}
          onTab={tab => setState({ tab })}
          onClose={close}
          focus={byKeyboard}
          {...neighbours(list.rows, open, show)}
        />
      )}
      {comparison.pair && (
        <Suspense>
          <CompareDialog pair={comparison.pair} onClose={comparison.close} />
        </Suspense>
      )}
    </div>
  )
}

interface RowsProps {
  list: EventList
  /** Whether facets have a place beside the list. */
  hasRoom: boolean
  comparison: Comparison
  grid: RefObject<HTMLDivElement | null>
  active: string | undefined
  onActive: (key: string) => void
  onOpen: (key: string, by: 'keyboard' | 'pointer') => void
  onClose: () => void
}

/** The tabs with the facets and the list under them. */
function Rows({ list, hasRoom, comparison, grid, active, onActive, onOpen, onClose }: RowsProps) {
  const { state, setState, rows, counts, open } = list
  const { facets } = useEventsPreferences()
  const hasFacets = hasRoom && facets && counts.all > 0
  const onRowKey = (key: string, rowKey: string) => {
    const row = rows.at(rows.indexOf(rowKey))
    if (row === undefined) return
    if (key === 'x') comparison.mark(row)
    else if (key === 'd') comparison.compareTo(row)
    else filterBySubject(list, row, key === 'F')
  }
  return (
    <Tabs
      label="Rows to show"
      tabs={eventViews.map(view => ({
        value: view,
        label: <ViewLabel view={view} count={counts[view]} isMore={list.isBehind} />,
      }))}
      value={state.view}
      onChange={view => setState({ view })}
      className={styles.tabs}
    >
      <div className={styles.split}>
        {hasFacets && <FacetsPanel list={list} />}
        {rows.count === 0 ? (
          <EventsEmpty list={list} />
        ) : (
          <EventsGrid
            ref={grid}
            rows={rows}
            columns={list.columns}
            active={active}
            onActive={onActive}
            open={open?.key}
            marked={comparison.marked?.key}
            onRowKey={onRowKey}
            onOpen={onOpen}
            onEscape={() => (open === undefined ? setState({ q: '' }) : onClose())}
            onAtTop={list.setAtTop}
            stale={list.error !== null}
          />
        )}
      </div>
    </Tabs>
  )
}

/** `f` shows only the row's subject, `F` all but it; of a request without an event, its path. */
function filterBySubject({ state, setState }: EventList, row: Row, isExcluded: boolean): void {
  const event = cloudEventOf(row)
  const key = row.kind === 'event' ? 'subject' : 'path'
  const value = row.kind === 'event' ? (event?.subject ?? row.subject) : row.exchange.uri
  const q = changedFilter(state.q, terms =>
    isExcluded
      ? [...terms, { negated: true, key, operator: '=', values: [value] }]
      : toggleValue(terms, { key, value }),
  )
  setState({ q })
}

interface ViewLabelProps {
  view: EventView
  count: number
  /** There may be more. */
  isMore: boolean
}

function ViewLabel({ view, count, isMore }: ViewLabelProps) {
  const text = count.toLocaleString('en-US')
  const least = count === 0 ? '…' : `${text}+`
  return (
    <>
      {viewLabels[view]} <span className={styles.count}>{isMore ? least : text}</span>
    </>
  )
}

function neighbours(rows: RowList, row: Row, show: (key: string) => void) {
  const index = rows.indexOf(row.key)
  const step = (to: Row | undefined) => (to === undefined ? undefined : () => show(to.key))
  return {
    onNewer: step(index < 0 ? undefined : rows.at(index - 1)),
    onOlder: step(index < 0 ? undefined : rows.at(index + 1)),
  }
}
