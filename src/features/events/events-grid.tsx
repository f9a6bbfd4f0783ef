import { useVirtualizer } from '@tanstack/react-virtual'
import { type KeyboardEvent, type RefObject, useEffect, useId, useState } from 'react'
import { NARROW, useMediaQuery } from '#ui/use-media-query.ts'
import type { Row } from './event-row.ts'
import styles from './events-grid.module.css'
import { EventsGridRow } from './events-grid-row.tsx'
import { moveInList } from './move-in-list.ts'

export interface EventsGridProps {
  rows: readonly Row[]
  /** The row that arrow keys are on. */
  active: string | undefined
  onActive: (key: string) => void
  /** The row whose details are open. */
  open: string | undefined
  onOpen: (key: string, by: 'keyboard' | 'pointer') => void
  onEscape: () => void
  /** Whether the reader is at the newest row. */
  onAtTop: (atTop: boolean) => void
  onEnd: () => void
  /** What is shown is no longer up to date. */
  stale: boolean
  ref: RefObject<HTMLDivElement | null>
}

const columns = ['Outcome', 'Time', 'Type', 'Subject', 'Customer', 'Delivery', 'Check'] as const
const rowHeight = 32
const cardHeight = 60

/** The list: one stop in the tab order, arrow keys inside, only the visible rows in the page. */
export function EventsGrid(props: EventsGridProps) {
  const { rows, active, open, onOpen, onActive, ref } = props
  const id = useId()
  const narrow = useMediaQuery(NARROW)
  const [focused, setFocused] = useState(false)
  const height = narrow ? cardHeight : rowHeight
  const headHeight = narrow ? 0 : rowHeight
  const virtualizer = useVirtualizer({
    count: rows.length,
    getScrollElement: () => ref.current,
    estimateSize: () => height,
    getItemKey: index => rows[index]?.key ?? index,
    overscan: 12,
    scrollMargin: headHeight,
    scrollPaddingStart: headHeight,
  })
  // biome-ignore lint/correctness/useExhaustiveDependencies: the height is read through estimateSize
  useEffect(() => virtualizer.measure(), [height, virtualizer])
  const activeIndex = rows.findIndex(row => row.key === active)
  const shown = virtualizer.getVirtualItems()
  const isShown = shown.some(({ index }) => index === activeIndex)

  const go = (index: number) => {
    const row = rows[index]
    if (row === undefined) return
    onActive(row.key)
    virtualizer.scrollToIndex(index)
  }
  const pageRows = Math.max(1, Math.floor((ref.current?.clientHeight ?? 0) / height) - 2)
  return (
    // biome-ignore lint/a11y/useSemanticElements: a virtualised list is not a table
    <div
      ref={ref}
      role="grid"
      tabIndex={0}
      aria-label="Events and requests"
      aria-rowcount={rows.length + 1}
      aria-activedescendant={isShown ? `${id}-${activeIndex}` : undefined}
      className={styles.grid}
      data-stale={props.stale || undefined}
      onFocus={() => {
        setFocused(true)
        // Enter acts on the active row: there is one as soon as the list has the focus.
        if (activeIndex < 0) go(0)
      }}
      onBlur={() => setFocused(false)}
      onScroll={({ currentTarget }) => reportScroll(currentTarget, height, props)}
      onKeyDown={event => onKey(event, { props, activeIndex, pageRows, go })}
    >
      <Head />
      {/* biome-ignore lint/a11y/useSemanticElements: as above */}
      <div role="rowgroup" className={styles.body} style={{ height: virtualizer.getTotalSize() }}>
        {shown.map(({ index, start }) => {
          const row = rows[index]
          return (
            row && (
              <EventsGridRow
                key={row.key}
                id={`${id}-${index}`}
                row={row}
                index={index}
                top={start - headHeight}
                active={index === activeIndex && focused}
                selected={row.key === open}
                onClick={() => {
                  onActive(row.key)
                  onOpen(row.key, 'pointer')
                }}
              />
            )
          )
        })}
      </div>
    </div>
  )
}

function Head() {
  return (
    // biome-ignore lint/a11y/useSemanticElements: part of the grid
    // biome-ignore lint/a11y/useFocusableInteractive: the grid has the focus
    <div role="row" aria-rowindex={1} className={styles.head}>
      {columns.map((column, index) => (
        // biome-ignore lint/a11y/useSemanticElements: part of the grid
        // biome-ignore lint/a11y/useFocusableInteractive: the grid has the focus
        <span role="columnheader" key={column} className={styles.cell} data-cell={column.toLowerCase()}>
          {index === 0 ? <span className="visually-hidden">{column}</span> : column}
        </span>
      ))}
    </div>
  )
}

function reportScroll(grid: HTMLElement, height: number, { onAtTop, onEnd }: EventsGridProps): void {
  onAtTop(grid.scrollTop < height / 2)
  if (grid.scrollHeight - grid.scrollTop - grid.clientHeight < 20 * height) onEnd()
}

interface KeyContext {
  props: EventsGridProps
  activeIndex: number
  pageRows: number
  go: (index: number) => void
}

function onKey(event: KeyboardEvent, { props, activeIndex, pageRows, go }: KeyContext): void {
  if (event.ctrlKey || event.metaKey || event.altKey) return
  const { rows, onOpen, onEscape } = props
  const target = moveInList(event.key, { index: activeIndex, count: rows.length, page: pageRows })
  if (target !== undefined) go(target)
  else if (event.key === 'Enter' || event.key === 'o') {
    const row = rows[activeIndex]
    if (row === undefined) return
    onOpen(row.key, 'keyboard')
  } else if (event.key === 'Escape') onEscape()
  else return
  event.preventDefault()
  event.stopPropagation()
}
