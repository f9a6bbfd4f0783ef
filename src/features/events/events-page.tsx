import { useRef, useState } from 'react'
import { useShortcuts } from '#ui/shortcuts.ts'
import { Tabs } from '#ui/tabs.tsx'
import { EventDrawer } from './event-drawer.tsx'
import type { Row } from './event-row.ts'
import { type EventView, eventViews, viewLabels } from './event-view.ts'
import { EventsEmpty } from './events-empty.tsx'
import { EventsGrid } from './events-grid.tsx'
import { EventsNotices } from './events-notices.tsx'
import styles from './events-page.module.css'
import { EventsToolbar } from './events-toolbar.tsx'
import { useEventList } from './use-event-list.ts'
import { useFindingFixes } from './use-finding-fixes.ts'

/** The Events page: every request that the gateway metered, dropped or passed, newest first, live. */
export function EventsPage() {
  const list = useEventList()
  const fixes = useFindingFixes(list.recheck)
  const { state, setState, rows, counts, open } = list
  const [active, setActive] = useState<string>()
  const [byKeyboard, setByKeyboard] = useState(false)
  const grid = useRef<HTMLDivElement>(null)
  const filter = useRef<HTMLInputElement>(null)

  const show = (key: string) => {
    setActive(key)
    setState({ event: key })
  }
  const close = () => setState({ event: undefined })
  const focusGrid = () => grid.current?.focus()
  useShortcuts({ '/': () => filter.current?.focus(), p: list.togglePause, j: focusGrid, k: focusGrid })
  return (
    <div className={styles.page}>
      <section className={styles.list} aria-label="Events">
        <EventsToolbar list={list} filterRef={filter} />
        <EventsNotices list={list} onShowNew={() => grid.current?.scrollTo({ top: 0 })} />
        <Tabs
          label="Rows to show"
          tabs={eventViews.map(view => ({
            value: view,
            label: <ViewLabel view={view} count={counts[view]} />,
          }))}
          value={state.view}
          onChange={view => setState({ view })}
          className={styles.tabs}
        >
          {rows.length === 0 ? (
            <EventsEmpty list={list} />
          ) : (
            <EventsGrid
              ref={grid}
              rows={rows}
              active={active}
              onActive={setActive}
              open={open?.key}
              onOpen={(key, by) => {
                setByKeyboard(by === 'keyboard')
                show(key)
              }}
              onEscape={() => (open === undefined ? setState({ q: '' }) : close())}
              onAtTop={list.setAtTop}
              onEnd={list.loadOlder}
              stale={list.error !== null}
            />
          )}
        </Tabs>
      </section>
      {open && (
        <EventDrawer
          row={open}
          tab={state.tab}
          fixes={fixes}
          filtered={rows}
          onTab={tab => setState({ tab })}
          onClose={close}
          focus={byKeyboard}
          {...neighbours(rows, open, show)}
        />
      )}
    </div>
  )
}

function ViewLabel({ view, count }: { view: EventView; count: number }) {
  return (
    <>
      {viewLabels[view]} <span className={styles.count}>{count}</span>
    </>
  )
}

function neighbours(rows: readonly Row[], row: Row, show: (key: string) => void) {
  const index = rows.findIndex(({ key }) => key === row.key)
  const step = (to: Row | undefined) => (to === undefined ? undefined : () => show(to.key))
  return {
    onNewer: step(index < 0 ? undefined : rows[index - 1]),
    onOlder: step(index < 0 ? undefined : rows[index + 1]),
  }
}
