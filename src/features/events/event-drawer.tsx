import { ChevronLeft, ChevronRight, Diff } from 'lucide-react'
import { lazy, Suspense } from 'react'
import { Button } from '#ui/button.tsx'
import { Drawer } from '#ui/drawer.tsx'
import { useShortcuts } from '#ui/shortcuts.ts'
import { Tabs } from '#ui/tabs.tsx'
import { CloudEventTab } from './cloud-event-tab.tsx'
import { DeliveryTab } from './delivery-tab.tsx'
import { type DetailTab, detailTabsOf } from './detail-tab.ts'
import styles from './event-drawer.module.css'
import type { Row } from './event-row.ts'
import { OverviewTab } from './overview-tab.tsx'
import { TraceTab } from './trace-tab.tsx'
import type { Comparison } from './use-comparison.ts'
import type { FindingFixes } from './use-finding-fixes.ts'

const MetersTab = lazy(async () => ({ default: (await import('./meters-tab.tsx')).MetersTab }))

export interface EventDrawerProps {
  row: Row
  tab: DetailTab
  fixes: FindingFixes
  /** The rows that the filter lets through. */
  filtered: readonly Row[]
  comparison: Comparison
  onTab: (tab: DetailTab) => void
  onClose: () => void
  /** To the newer or older row; undefined at the ends. */
  onNewer: (() => void) | undefined
  onOlder: (() => void) | undefined
  focus: boolean
}

/** The details of an event, or of a request that made none. */
export function EventDrawer(props: EventDrawerProps) {
  const { row, tab, onTab, onClose, onNewer, onOlder, focus } = props
  const tabs = detailTabsOf(row)
  const shown = tabs.some(({ value }) => value === tab) ? tab : 'overview'
  const step = (by: 1 | -1) => {
    const next = tabs[tabs.findIndex(({ value }) => value === shown) + by]
    if (next !== undefined) onTab(next.value)
  }
  useShortcuts({
    '[': () => step(-1),
    ']': () => step(1),
    d: () => props.comparison.compareTo(row),
    x: () => props.comparison.mark(row),
  })
  return (
    <Drawer
      title={titleOf(row)}
      onClose={onClose}
      focus={focus}
      actions={
        <>
          <CompareButton row={row} comparison={props.comparison} />
          <Step label="Newer" icon={<ChevronLeft aria-hidden="true" />} onStep={onNewer} />
          <Step label="Older" icon={<ChevronRight aria-hidden="true" />} onStep={onOlder} />
        </>
      }
    >
      <Tabs label="Details" tabs={tabs} value={shown} onChange={onTab} className={styles.tabs}>
        <div className={styles.panel}>
          <Details {...props} tab={shown} />
        </div>
      </Tabs>
    </Drawer>
  )
}

function Step({
  label,
  icon,
  onStep,
}: {
  label: string
  icon: React.ReactNode
  onStep: (() => void) | undefined
}) {
  const reason = onStep === undefined ? `There is no ${label.toLowerCase()} row` : undefined
  return (
    <Button
      variant="quiet"
      icon={icon}
      aria-label={`${label} row`}
      disabledReason={reason}
      onClick={() => onStep?.()}
    />
  )
}

/** Marks the row, or compares it with the one that is marked. */
function CompareButton({ row, comparison }: { row: Row; comparison: Comparison }) {
  const { marked } = comparison
  const isOther = marked !== undefined && marked.key !== row.key
  return (
    <Button
      variant="quiet"
      icon={<Diff aria-hidden="true" />}
      aria-label={isOther ? 'Compare with the marked row' : 'Mark to compare'}
      title={isOther ? 'Compare with the marked row (d)' : 'Mark to compare with another row (x)'}
      {...(!isOther && { 'aria-pressed': marked !== undefined })}
      onClick={() => (isOther ? comparison.compareTo(row) : comparison.mark(row))}
    />
  )
}

function Details({ row, tab, fixes, filtered }: EventDrawerProps) {
  if (tab === 'trace') return <TraceTab exchange={row.exchange} />
  if (row.kind === 'event' && tab === 'cloudevent') return <CloudEventTab row={row} filtered={filtered} />
  if (row.kind === 'event' && tab === 'meters') {
    return (
      <Suspense>
        <MetersTab row={row} />
      </Suspense>
    )
  }
  if (row.kind === 'event' && tab === 'delivery') return <DeliveryTab row={row} />
  return <OverviewTab row={row} fixes={fixes} />
}

function titleOf(row: Row): string {
  if (row.kind === 'event') return `${row.type} ${row.id.slice(0, 8)}`
  return `${row.exchange.method} ${row.exchange.uri}`
}
