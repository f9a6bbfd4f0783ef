import { type RefObject, useCallback, useLayoutEffect, useState } from 'react'

interface RowWindowOptions {
  scroller: RefObject<HTMLElement | null>
  count: number
  /** Of a row, in pixels. */
  height: number
  /** What stands over the rows while they scroll under it. */
  headHeight: number
}

export interface RowWindow {
  /** The rows to render; `last` is exclusive. */
  first: number
  last: number
  count: number
  /** Rows that fit. */
  fitting: number
  /** The first row that is whole in view. */
  topRow: () => number
  /** Takes up where the list is scrolled to. */
  update: () => void
  /** Scrolls just as far as it takes to see the row. */
  reveal: (index: number) => void
}

/** Browsers draw no further than about 33.5 million pixels (Chromium; Firefox 17.8 million). */
const mostPixels = 33_000_000

/** How many of the rows a list of this height can show. */
export function scrollableRows(count: number, height: number): number {
  return Math.min(count, Math.floor(mostPixels / height))
}

/** The window moves by so many rows at once: few, so that no frame has many to make. */
const stride = 4
/** Rows that are rendered beyond each edge. */
const beyond = 8

/** Which rows of one height are in view. A library that keeps the place of each row needs a second for a million. */
export function useRowWindow({ scroller, count, height, headHeight }: RowWindowOptions): RowWindow {
  const [view, setView] = useState({ top: 0, fitting: 0 })
  const update = useCallback(() => {
    const element = scroller.current
    if (element === null) return
    const top = Math.floor(element.scrollTop / height / stride) * stride
    const fitting = Math.ceil((element.clientHeight - headHeight) / height)
    setView(before => (before.top === top && before.fitting === fitting ? before : { top, fitting }))
  }, [scroller, height, headHeight])
  useLayoutEffect(() => {
    update()
    const element = scroller.current
    if (element === null) return
    const observer = new ResizeObserver(update)
    observer.observe(element)
    return () => observer.disconnect()
  }, [scroller, update])
  const reveal = (index: number) => {
    const element = scroller.current
    if (element === null) return
    const top = index * height
    const bottom = top + height + headHeight - element.clientHeight
    if (element.scrollTop > top) element.scrollTop = top
    else if (element.scrollTop < bottom) element.scrollTop = bottom
    update()
  }
  const first = Math.max(0, Math.min(view.top - beyond, count - 1))
  return {
    first,
    last: Math.min(count, view.top + view.fitting + stride + beyond),
    count,
    fitting: view.fitting,
    topRow: () => Math.ceil((scroller.current?.scrollTop ?? 0) / height),
    update,
    reveal,
  }
}
