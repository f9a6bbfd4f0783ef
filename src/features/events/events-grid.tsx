import {
  type CSSProperties,
  type KeyboardEvent,
  type RefObject,
  useCallback,
  useEffect,
  useId,
  useRef,
  useState,
} from 'react'
import { NARROW, useMediaQuery } from '#ui/use-media-query.ts'
import { columnLooks, type EventColumn, usualColumns } from './event-columns.ts'
import styles from './events-grid.module.css'
import { EventsGridRow, WaitingRow } from './events-grid-row.tsx'
import { type GridTracks, gridTracks } from './grid-tracks.ts'
import { moveInList } from './move-in-list.ts'
import type { RowList } from './row-list.ts'
import { useActiveRow } from './use-active-row.ts'
import { useElementWidth } from './use-element-width.ts'
import { useNow } from './use-now.ts'
import { type RowWindow, scrollableRows, useRowWindow } from './use-row-window.ts'

export interface EventsGridProps {
  rows: RowList
  columns: readonly EventColumn[]
  /** The row that arrow keys are on. */
  active: string | undefined
  onActive: (key: string) => void
  /** The row whose details are open. */
  open: string | undefined
  onOpen: (key: string, by: 'keyboard' | 'pointer') => void
  /** The row that another one will be compared to. */
  marked: string | undefined
  /** A key that acts on the active row: `x` marks it, `d` compares it, `f` and `F` filter by it. */
  onRowKey: (key: string, rowKey: string) => void
  onEscape: () => void
  /** Whether the reader is at the newest row. */
  onAtTop: (atTop: boolean) => void
  /** What is shown is no longer up to date. */
  stale: boolean
  ref: RefObject<HTMLDivElement | null>
}

const rowHeight = 32
const cardHeight = 60

/** How many rows the list can be scrolled through, of those there are. */
export function listedRows(count: number, narrow: boolean): number {
  return scrollableRows(count, narrow ? cardHeight : rowHeight)
}

/** The list: one stop in the tab order, arrow keys inside, only the visible rows in the page. */
export function EventsGrid(props: EventsGridProps) {
  const { rows, active, open, marked, onActive, ref } = props
  const id = useId()
  const narrow = useMediaQuery(NARROW)
  const [focused, setFocused] = useState(false)
  const height = narrow ? cardHeight : rowHeight
  const headHeight = narrow ? 0 : rowHeight
  const count = listedRows(rows.count, narrow)
  const view = useRowWindow({ scroller: ref, count, height, headHeight })
  const tracks = gridTracks(narrow ? usualColumns : props.columns, useElementWidth(ref))
  const now = useNow(tracks.columns.includes('age'))
  const { activeIndex, go } = useActiveRow({ rows, view, active, onActive })
  const isShown = activeIndex >= view.first && activeIndex < view.last
  useEffect(() => rows.want(view.first, view.last), [rows, view.first, view.last])

  const pick = usePick(props)
  return (
    // biome-ignore lint/a11y/useSemanticElements: a virtualised list is not a table
    <div
      ref={ref}
      role="grid"
      tabIndex={0}
      aria-label="Events and requests"
      aria-rowcount={rows.count + 1}
      aria-activedescendant={isShown ? `${id}-${activeIndex}` : undefined}
      className={styles.grid}
      style={gridStyle(tracks)}
      data-stale={props.stale || undefined}
      onFocus={() => {
        setFocused(true)
        // Enter acts on the active row: there is one as soon as the list has the focus.
        if (activeIndex < 0) go(view.topRow())
      }}
      onBlur={() => setFocused(false)}
      onScroll={({ currentTarget }) => {
        view.update()
        props.onAtTop(currentTarget.scrollTop < height / 2)
      }}
      onKeyDown={event => onKey(event, { props, activeIndex, view, go })}
    >
      <Head columns={tracks.columns} />
      {/* biome-ignore lint/a11y/useSemanticElements: as above */}
      <div role="rowgroup" className={styles.body} style={{ height: count * height }}>
        {Array.from({ length: Math.max(0, view.last - view.first) }, (_, offset) => {
          const index = view.first + offset
          const row = rows.at(index)
          const place = { id: `${id}-${index}`, index, top: index * height }
          if (row === undefined) return <WaitingRow key={index} {...place} />
          // By its place: where new rows push the others down, texts change and no element is made.
          return (
            <EventsGridRow
              key={index}
              {...place}
              row={row}
              columns={tracks.columns}
              now={now}
              active={index === activeIndex && focused}
              selected={row.key === open}
              marked={row.key === marked}
              onPick={pick}
            />
          )
        })}
      </div>
    </div>
  )
}

/** The same function for as long as the list is there, so that no row is rendered anew for it. */
function usePick(props: Pick<EventsGridProps, 'onOpen' | 'onActive'>): (key: string) => void {
  const latest = useRef(props)
  latest.current = props
  return useCallback(key => {
    latest.current.onActive(key)
    latest.current.onOpen(key, 'pointer')
  }, [])
}

/** For the stylesheet, which gives head and rows the same tracks. */
function gridStyle({ template, least }: GridTracks): CSSProperties {
  return { '--tracks': template, '--least': `${least}px` } as CSSProperties
}

function Head({ columns }: { columns: readonly EventColumn[] }) {
  return (
    // biome-ignore lint/a11y/useSemanticElements: part of the grid
    // biome-ignore lint/a11y/useFocusableInteractive: the grid has the focus
    <div role="row" aria-rowindex={1} className={styles.head}>
      <HeadCell name="outcome">
        <span className="visually-hidden">Outcome</span>
      </HeadCell>
      {columns.map(column => (
        <HeadCell key={column} name={column}>
          {columnLooks[column].label}
        </HeadCell>
      ))}
    </div>
  )
}

function HeadCell({ name, children }: { name: string; children: React.ReactNode }) {
  return (
    // biome-ignore lint/a11y/useSemanticElements: part of the grid
    // biome-ignore lint/a11y/useFocusableInteractive: the grid has the focus
    <span role="columnheader" className={styles.cell} data-cell={name}>
      {children}
    </span>
  )
}

interface KeyContext {
  props: EventsGridProps
  activeIndex: number
  view: RowWindow
  go: (index: number) => void
}

const rowKeys = new Set(['x', 'd', 'f', 'F'])

function onKey(event: KeyboardEvent, { props, activeIndex, view, go }: KeyContext): void {
  if (event.ctrlKey || event.metaKey || event.altKey) return
  const { rows, onOpen, onEscape, onRowKey } = props
  const page = Math.max(1, view.fitting - 2)
  const index = activeIndex < 0 ? view.topRow() : activeIndex
  const target = moveInList(event.key, { index, count: view.count, page })
  const row = rows.at(activeIndex)
  if (target !== undefined) go(target)
  else if (event.key === 'Escape') onEscape()
  else if (row !== undefined && (event.key === 'Enter' || event.key === 'o')) onOpen(row.key, 'keyboard')
  else if (row !== undefined && rowKeys.has(event.key)) onRowKey(event.key, row.key)
  else return
  event.preventDefault()
  event.stopPropagation()
}
