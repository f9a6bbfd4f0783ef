import { useState } from 'react'
import { Link } from 'wouter'
import { Badge } from '#ui/badge.tsx'
import type { SimulatedDocument } from '../run/job.ts'
import { createWorkerRunner } from '../run/worker-runner.ts'
import styles from './expectation-pill.module.css'
import { usePins } from './pins.ts'
import { usePinChecks } from './use-pin-checks.ts'

/** Whether the workspace's pinned runs still give what they must, on every page. */
export function ExpectationPill({ id, document }: { id: string; document: SimulatedDocument }) {
  const [runner] = useState(createWorkerRunner)
  const pins = usePins(id)
  const checks = usePinChecks(pins, document, runner)
  if (pins.length === 0) return null
  const failed = pins.filter(pin => checks.get(pin.id)?.met === false).length
  return (
    <Link href="/simulate?tab=expectations" className={styles.pill} title="Expectations of pinned runs">
      <PillBadge all={pins.length} failed={failed} checked={pins.every(pin => checks.has(pin.id))} />
    </Link>
  )
}

function PillBadge({ all, failed, checked }: { all: number; failed: number; checked: boolean }) {
  if (failed > 0)
    return (
      <Badge tone="danger" glyph="✕">
        {failed} of {all} not as expected
      </Badge>
    )
  if (!checked) return <Badge>checking…</Badge>
  return (
    <Badge tone="ok" glyph="✓">
      {all} as expected
    </Badge>
  )
}
