import type { Answer, Caller, Stage, Texts } from '#rehearsal/scenario.ts'
import { Input, Select } from '#ui/input.tsx'
import { methods } from '../compose/composed-request.ts'
import { NumberInput } from '../number-input.tsx'
import { AiMix } from './ai-mix.tsx'
import { type MixColumn, MixRows } from './mix-rows.tsx'
import { ValuesInput } from './values-input.tsx'

interface StageMixProps {
  stage: Stage
  consumers: readonly string[]
  onChange: (stage: Stage) => void
}

type RouteMix = Stage['routes'][number]

const milliseconds = (seconds: number) => Number((seconds * 1000).toFixed(3))

/** Who calls in a stage, what, with which headers, and what the upstream answers. */
export function StageMix({ stage, consumers, onChange }: StageMixProps) {
  const change = (part: Partial<Stage>) => onChange({ ...stage, ...part })
  return (
    <>
      <MixRows
        legend="Who calls"
        one="caller"
        least={1}
        rows={stage.callers}
        columns={callerColumns(consumers)}
        makeNew={() => ({ weight: 1, headers: {}, query: {}, client_ip: '127.0.0.1' })}
        onChange={callers => change({ callers })}
      />
      <MixRows
        legend="What they call"
        one="route"
        least={1}
        rows={stage.routes}
        columns={routeColumns}
        makeNew={() => ({ weight: 1, method: 'GET', path: '/', headers: {}, query: {} })}
        onChange={routes => change({ routes })}
      />
      <TextsMix
        legend="Headers"
        one="header"
        texts={stage.headers}
        onChange={headers => change({ headers })}
      />
      <TextsMix legend="Query" one="argument" texts={stage.query} onChange={query => change({ query })} />
      <MixRows
        legend="What the upstream answers"
        one="answer"
        least={1}
        rows={stage.answers}
        columns={answerColumns}
        makeNew={() => ({
          weight: 1,
          status: 200,
          latency: { min: 0.05, max: 0.05 },
          bytes: { min: 512, max: 512 },
        })}
        onChange={answers => change({ answers })}
      />
      <AiMix ai={stage.ai} onChange={ai => onChange(withAi(stage, ai))} />
    </>
  )
}

function withAi({ ai: _, ...stage }: Stage, ai: Stage['ai']): Stage {
  return ai === undefined ? stage : { ...stage, ai }
}

const weightColumn = {
  label: 'Weight',
  width: 1,
  control: ({ weight }: { weight: number }, set: (part: { weight: number }) => void, name: string) => (
    <NumberInput aria-label={name} min={0.0001} value={weight} onChange={next => set({ weight: next })} />
  ),
}

function callerColumns(consumers: readonly string[]): MixColumn<Caller>[] {
  return [
    {
      label: 'Consumer',
      width: 3,
      control: (caller, set, name) => (
        <Select
          aria-label={name}
          value={caller.consumer ?? ''}
          onChange={event => set({ consumer: event.target.value || undefined })}
        >
          <option value="">nobody</option>
          {caller.consumer !== undefined && !consumers.includes(caller.consumer) && (
            <option>{caller.consumer}</option>
          )}
          {consumers.map(consumer => (
            <option key={consumer}>{consumer}</option>
          ))}
        </Select>
      ),
    },
    {
      label: 'Client IP',
      width: 3,
      control: (caller, set, name) => (
        <Input
          aria-label={name}
          mono
          value={caller.client_ip}
          onChange={event => set({ client_ip: event.target.value })}
        />
      ),
    },
    weightColumn,
  ]
}

const routeColumns: MixColumn<RouteMix>[] = [
  {
    label: 'Method',
    width: 2,
    control: (route, set, name) => (
      <Select aria-label={name} value={route.method} onChange={event => set({ method: event.target.value })}>
        {methods.map(method => (
          <option key={method}>{method}</option>
        ))}
      </Select>
    ),
  },
  {
    label: 'Path',
    width: 5,
    control: (route, set, name) => (
      <Input
        aria-label={name}
        mono
        value={route.path}
        onChange={event => set({ path: event.target.value })}
      />
    ),
  },
  weightColumn,
]

const answerColumns: MixColumn<Answer>[] = [
  {
    label: 'Status',
    width: 2,
    control: (answer, set, name) => (
      <NumberInput
        aria-label={name}
        whole
        min={100}
        max={599}
        value={answer.status}
        onChange={status => set({ status })}
      />
    ),
  },
  {
    label: 'ms from',
    width: 2,
    control: ({ latency }, set, name) => (
      <NumberInput
        aria-label={name}
        value={milliseconds(latency.min)}
        onChange={next => set({ latency: { min: next / 1000, max: Math.max(latency.max, next / 1000) } })}
      />
    ),
  },
  {
    label: 'ms to',
    width: 2,
    control: ({ latency }, set, name) => (
      <NumberInput
        aria-label={name}
        value={milliseconds(latency.max)}
        onChange={next => set({ latency: { min: Math.min(latency.min, next / 1000), max: next / 1000 } })}
      />
    ),
  },
  {
    label: 'Fails',
    width: 3,
    control: (answer, set, name) => (
      <Select
        aria-label={name}
        value={answer.failure ?? ''}
        onChange={({ target: { value } }) => set({ failure: failures.find(known => known === value) })}
      >
        <option value="">no</option>
        {failures.map(failure => (
          <option key={failure}>{failure}</option>
        ))}
      </Select>
    ),
  },
  weightColumn,
]
const failures = ['refused', 'reset', 'timeout'] as const

interface TextsMixProps {
  legend: string
  one: string
  texts: Texts
  onChange: (texts: Texts) => void
}

interface TextRow {
  name: string
  one_of: Texts[string]['one_of']
  missing: number
}

const textColumns: MixColumn<TextRow>[] = [
  {
    label: 'Name',
    width: 3,
    control: (row, set, name) => (
      <Input aria-label={name} mono value={row.name} onChange={event => set({ name: event.target.value })} />
    ),
  },
  {
    label: 'One of',
    width: 4,
    control: (row, set, name) => (
      <ValuesInput name={name} values={row.one_of} onChange={one_of => set({ one_of })} />
    ),
  },
  {
    label: 'Missing %',
    width: 2,
    control: (row, set, name) => (
      <NumberInput
        aria-label={name}
        max={100}
        value={Number((row.missing * 100).toFixed(4))}
        onChange={percent => set({ missing: percent / 100 })}
      />
    ),
  },
]

/** Headers or query arguments: one of several values each, and for some requests not there at all. */
function TextsMix({ legend, one, texts, onChange }: TextsMixProps) {
  const rows = Object.entries(texts).map(([name, text]) => ({ name, ...text }))
  return (
    <MixRows
      legend={legend}
      one={one}
      rows={rows}
      columns={textColumns}
      makeNew={() => ({ name: freeName(rows), one_of: [{ value: 'a', weight: 1 }], missing: 0 })}
      onChange={next => onChange(Object.fromEntries(next.map(({ name, ...text }) => [name, text])))}
    />
  )
}

function freeName(rows: readonly TextRow[]): string {
  for (let number = 1; ; number += 1) {
    const name = `x-name-${number}`
    if (rows.every(row => row.name !== name)) return name
  }
}
