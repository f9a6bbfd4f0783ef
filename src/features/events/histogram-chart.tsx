import { type KeyboardEvent, useId, useState } from 'react'
import styles from './histogram.module.css'
import type { Bar, Bars } from './histogram-bars.ts'
import { momentName } from './time-range.ts'

interface HistogramChartProps extends Bars {
  onRange: (range: { from: number; to: number }) => void
}

/** From the anchor to where the pointer or the keys are. */
interface Selection {
  anchor: number
  at: number
}

/** Bars to drag over; by keys: arrows move, Shift extends, Enter takes the range into the filter. */
export function HistogramChart({ bars, step, onRange }: HistogramChartProps) {
  const id = useId()
  const [selection, setSelection] = useState<Selection>()
  const [dragging, setDragging] = useState(false)
  const most = Math.max(1, ...bars.map(({ count }) => count))
  const current = selection && clamp(selection, bars.length)
  const take = (chosen: Selection | undefined) => {
    const range = chosen && rangeOf(bars, clamp(chosen, bars.length))
    if (range !== undefined) onRange(range)
    setSelection(undefined)
    setDragging(false)
  }
  const onKeyDown = (event: KeyboardEvent) => {
    const next = selectionAfter(event, current, bars.length)
    if (next === 'take') take(current)
    else if (next === 'clear') setSelection(undefined)
    else if (next !== undefined) setSelection(next)
    else return
    event.preventDefault()
    event.stopPropagation()
  }
  return (
    <div className={styles.chart}>
      <div
        role="listbox"
        aria-label="Bars. Arrow keys move, with Shift they extend, Enter filters by the range"
        aria-multiselectable="true"
        aria-orientation="horizontal"
        aria-activedescendant={current && `${id}-${current.at}`}
        tabIndex={0}
        className={styles.bars}
        onKeyDown={onKeyDown}
        onFocus={() => setSelection(before => before ?? { anchor: bars.length - 1, at: bars.length - 1 })}
        onBlur={() => setSelection(undefined)}
        onPointerUp={() => dragging && take(selection)}
        onPointerCancel={() => setDragging(false)}
      >
        {bars.map((bar, index) => (
          <BarOption
            key={bar.from}
            id={`${id}-${index}`}
            bar={bar}
            step={step}
            most={most}
            selected={current !== undefined && isWithin(current, index)}
            onPress={() => {
              setDragging(true)
              setSelection({ anchor: index, at: index })
            }}
            onEnter={() => dragging && setSelection(before => before && { ...before, at: index })}
          />
        ))}
      </div>
      <p className={styles.axis} aria-hidden="true">
        <span>{momentName(bars[0]?.from ?? 0, step)}</span>
        {current && <strong>{rangeName(bars, current, step)}</strong>}
        <span>{momentName(bars.at(-1)?.to ?? 0, step)}</span>
      </p>
    </div>
  )
}

interface BarOptionProps {
  id: string
  bar: Bar
  step: number
  most: number
  selected: boolean
  onPress: () => void
  onEnter: () => void
}

function BarOption({ id, bar, step, most, selected, onPress, onEnter }: BarOptionProps) {
  const height = (count: number) => `${(100 * count) / most}%`
  const name = `${momentName(bar.from, step)}: ${bar.count}, of them ${bar.errors} with findings`
  return (
    // biome-ignore lint/a11y/useFocusableInteractive: the listbox has the focus
    <div
      role="option"
      id={id}
      aria-selected={selected}
      aria-label={name}
      title={name}
      className={styles.bar}
      onPointerDown={onPress}
      onPointerEnter={onEnter}
    >
      <span className={styles.valid} style={{ height: height(bar.count - bar.errors) }} />
      <span className={styles.errors} style={{ height: height(bar.errors) }} />
    </div>
  )
}

function clamp({ anchor, at }: Selection, count: number): Selection {
  return { anchor: Math.min(anchor, count - 1), at: Math.min(at, count - 1) }
}

function isWithin({ anchor, at }: Selection, index: number): boolean {
  return index >= Math.min(anchor, at) && index <= Math.max(anchor, at)
}

function rangeOf(bars: readonly Bar[], { anchor, at }: Selection): { from: number; to: number } | undefined {
  const first = bars[Math.min(anchor, at)]
  const last = bars[Math.max(anchor, at)]
  return first && last && { from: first.from, to: last.to }
}

function rangeName(bars: readonly Bar[], selection: Selection, step: number): string {
  const range = rangeOf(bars, selection)
  if (range === undefined) return ''
  const count = bars.reduce((sum, bar, index) => (isWithin(selection, index) ? sum + bar.count : sum), 0)
  return `${momentName(range.from, step)} – ${momentName(range.to, step)}: ${count.toLocaleString('en-US')}`
}

const moves: Partial<Record<string, (at: number, count: number) => number>> = {
  ArrowLeft: at => at - 1,
  ArrowRight: at => at + 1,
  Home: () => 0,
  End: (_, count) => count - 1,
}

function selectionAfter(
  event: KeyboardEvent,
  current: Selection | undefined,
  count: number,
): Selection | 'take' | 'clear' | undefined {
  if (event.ctrlKey || event.metaKey || event.altKey) return undefined
  if (event.key === 'Enter' || event.key === ' ') return 'take'
  if (event.key === 'Escape' && current !== undefined && current.anchor !== current.at) return 'clear'
  const move = moves[event.key]
  if (move === undefined) return undefined
  const from = current ?? { anchor: count - 1, at: count - 1 }
  const at = Math.min(count - 1, Math.max(0, move(from.at, count)))
  return { anchor: event.shiftKey ? from.anchor : at, at }
}
