import { Pin as PinIcon } from 'lucide-react'
import type { Scenario } from '#rehearsal/scenario.ts'
import { Button } from '#ui/button.tsx'
import { notifyDone } from '#ui/notify.ts'
import { useDrafts } from '../drafts.ts'
import type { Traffic } from '../run/job.ts'
import type { Run } from '../run/use-run.ts'
import { useSimulatedWorkspace } from '../simulated-workspace.ts'
import { pinnedLines } from './pin-run.ts'
import { keepPinnedFile } from './pinned-files.ts'
import { type PinnedRecord, pinsOf, setPins } from './pins.ts'

const ALWAYS = 'It is checked after every change of the document'

/** Makes what the last run gave what it must give. */
export function PinButton({ last }: { last: Run['last'] }) {
  const { id } = useSimulatedWorkspace()
  const { record } = useDrafts()
  if (last === undefined) return null
  const { traffic } = last.job
  const pinRun = async () => {
    const pins = pinsOf(id)
    const pinned = await pinOf(
      traffic,
      record !== undefined && fileOf(traffic) === record.file ? record.name : 'traffic',
    )
    const name = pinned.name || `Run ${pins.length + 1}`
    setPins(id, [...pins, { ...pinned, name, expectations: pinnedLines(last.run.summary) }])
    await notifyDone(`Pinned “${name}”`, consequences(pinned))
  }
  return (
    <Button size="small" icon={<PinIcon aria-hidden="true" />} onClick={() => void pinRun()}>
      Pin as expectation
    </Button>
  )
}

function fileOf(traffic: Traffic): Blob | undefined {
  return traffic.kind === 'record' ? traffic.file : undefined
}

type Pinned = { id: string; name: string } & ({ scenario: Scenario } | { record: PinnedRecord })

async function pinOf(traffic: Traffic, name: string): Promise<Pinned> {
  const id = crypto.randomUUID()
  if (traffic.kind === 'scenario') return { id, name: traffic.scenario.name, scenario: traffic.scenario }
  const { source, options, file } = traffic
  return { id, name, record: { name, source, options, kept: await keepPinnedFile(id, file) } }
}

function consequences(pinned: Pinned): string {
  if ('scenario' in pinned) return `${ALWAYS}: see Expectations.`
  return pinned.record.kept
    ? `${ALWAYS}: see Expectations. The file is kept in this browser until you remove the expectation.`
    : `${ALWAYS} while this page is open: the file is too large to be kept, or this browser keeps nothing.`
}
