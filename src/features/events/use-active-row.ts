import { useEffect, useState } from 'react'
import type { RowList } from './row-list.ts'
import type { RowWindow } from './use-row-window.ts'

interface ActiveRowOptions {
  rows: RowList
  view: RowWindow
  active: string | undefined
  onActive: (key: string) => void
}

/** The row that arrow keys are on, as its place; -1 for none. A row that is still read becomes active once it is there. */
export function useActiveRow({ rows, view, active, onActive }: ActiveRowOptions) {
  const [awaited, setAwaited] = useState<number>()
  const arrived = awaited === undefined ? undefined : rows.at(awaited)?.key
  useEffect(() => {
    if (arrived === undefined) return
    setAwaited(undefined)
    onActive(arrived)
  }, [arrived, onActive])
  return {
    activeIndex: awaited ?? (active === undefined ? -1 : rows.indexOf(active)),
    go: (index: number) => {
      view.reveal(index)
      const row = rows.at(index)
      setAwaited(row === undefined ? index : undefined)
      if (row !== undefined) onActive(row.key)
    },
  }
}
