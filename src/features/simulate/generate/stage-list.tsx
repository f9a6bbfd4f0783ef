import type { Stage } from '#rehearsal/scenario.ts'
import { Button } from '#ui/button.tsx'
import { Input, Select } from '#ui/input.tsx'
import { NumberInput } from '../number-input.tsx'
import styles from './generate.module.css'
import { type MixColumn, MixRows } from './mix-rows.tsx'

interface StageListProps {
  stages: readonly Stage[]
  onChange: (stages: Stage[]) => void
}

const columns: MixColumn<Stage>[] = [
  {
    label: 'Name',
    width: 3,
    control: (stage, set, name) => (
      <Input aria-label={name} value={stage.name} onChange={event => set({ name: event.target.value })} />
    ),
  },
  {
    label: 'Seconds',
    width: 2,
    control: (stage, set, name) => (
      <NumberInput aria-label={name} min={0.001} value={stage.for} onChange={next => set({ for: next })} />
    ),
  },
  {
    label: 'Rate from',
    width: 2,
    control: ({ rate }, set, name) => (
      <NumberInput aria-label={name} value={rate.from} onChange={from => set({ rate: { ...rate, from } })} />
    ),
  },
  {
    label: 'Rate to',
    width: 2,
    control: ({ rate }, set, name) => (
      <NumberInput aria-label={name} value={rate.to} onChange={to => set({ rate: { ...rate, to } })} />
    ),
  },
  {
    label: 'Arrivals',
    width: 3,
    control: (stage, set, name) => (
      <Select
        aria-label={name}
        value={stage.arrivals}
        onChange={event => set({ arrivals: event.target.value === 'random' ? 'random' : 'even' })}
      >
        <option>even</option>
        <option>random</option>
      </Select>
    ),
  },
]

/** The rate over time, in requests per second. A new stage goes on as the last one ended. */
export function StageList({ stages, onChange }: StageListProps) {
  const last = stages.at(-1)
  return (
    <>
      <RateShape stages={stages} />
      <MixRows
        legend="Rate over time"
        one="stage"
        least={1}
        rows={stages}
        columns={columns}
        makeNew={() => ({ ...stageAfter(last), name: '' })}
        onChange={onChange}
      />
    </>
  )
}

function stageAfter(last: Stage | undefined): Stage {
  if (last === undefined) throw new Error('a scenario of stages has one')
  return { ...last, rate: { from: last.rate.to, to: last.rate.to } }
}

const WIDTH = 400
const HEIGHT = 48

/** The rate as a line; its numbers stand in the fields below. */
function RateShape({ stages }: { stages: readonly Stage[] }) {
  const total = stages.reduce((sum, stage) => sum + stage.for, 0)
  const peak = Math.max(...stages.flatMap(({ rate }) => [rate.from, rate.to]), 1e-9)
  let at = 0
  const points = stages.flatMap(stage => {
    const from = at
    at += stage.for
    return [point(from, stage.rate.from), point(at, stage.rate.to)]
  })
  function point(seconds: number, rate: number): string {
    return `${((seconds / total) * WIDTH).toFixed(1)},${(HEIGHT - (rate / peak) * (HEIGHT - 2)).toFixed(1)}`
  }
  return (
    <svg
      className={styles.shape}
      viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
      preserveAspectRatio="none"
      aria-hidden="true"
    >
      <polygon points={`0,${HEIGHT} ${points.join(' ')} ${WIDTH},${HEIGHT}`} />
      <polyline points={points.join(' ')} />
    </svg>
  )
}

interface StageChoiceProps {
  stages: readonly Stage[]
  chosen: number
  onChoose: (index: number) => void
  onCopyToAll: () => void
}

/** Which stage's mix is shown, where there are several. */
export function StageChoice({ stages, chosen, onChoose, onCopyToAll }: StageChoiceProps) {
  if (stages.length === 1) return null
  return (
    <div className={styles.choice}>
      <label htmlFor="stage">Mix of</label>
      <Select id="stage" value={chosen} onChange={event => onChoose(Number(event.target.value))}>
        {stages.map(({ name }, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a stage has no other identity than its place
          <option key={index} value={index}>
            stage {index + 1} {name}
          </option>
        ))}
      </Select>
      <Button size="small" onClick={onCopyToAll}>
        Same in all stages
      </Button>
    </div>
  )
}
