import { Pin as PinIcon } from 'lucide-react'
import { Button } from '#ui/button.tsx'
import { notifyDone } from '#ui/notify.ts'
import type { Run } from '../run/use-run.ts'
import { useSimulatedWorkspace } from '../simulated-workspace.ts'
import { pinnedLines } from './pin-run.ts'
import { pinsOf, setPins } from './pins.ts'

/** Makes what the last run gave what it must give. */
export function PinButton({ last }: { last: Run['last'] }) {
  const { id } = useSimulatedWorkspace()
  if (last === undefined || last.job.traffic.kind !== 'scenario') return null
  const { traffic } = last.job
  const pinRun = () => {
    const { scenario } = traffic
    const pins = pinsOf(id)
    const name = scenario.name || `Run ${pins.length + 1}`
    const pin = { id: crypto.randomUUID(), name, scenario, expectations: pinnedLines(last.run.summary) }
    setPins(id, [...pins, pin])
    void notifyDone(`Pinned “${name}”`, 'It is checked after every change of the document: see Expectations.')
  }
  return (
    <Button size="small" icon={<PinIcon aria-hidden="true" />} onClick={pinRun}>
      Pin as expectation
    </Button>
  )
}
