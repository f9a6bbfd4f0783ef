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
      {failed === 0 ? (
        <Badge tone="ok" glyph="✓">
          {pins.length} as expected
        </Badge>
      ) : (
        <Badge tone="danger" glyph="✕">
          {failed} of {pins.length} not as expected
        </Badge>
      )}
    </Link>
  )
}
