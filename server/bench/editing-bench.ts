/** What one keystroke costs: the document read and checked, and all five exports rendered, on one core. */
import { readDocument } from '#formats/document.ts'
import { formats } from '#formats/formats.ts'
import { examples } from '#plugin/examples.ts'
import { loadConditions } from '../gateway/conditions.ts'
import { type Bench, type Measurement, measurement, median } from './bench.ts'
import { largeKongYaml } from './large-kong-yaml.ts'

const LARGE_LINES = 10_000
const ROUNDS = 9
/** Typed at the end of a Service's rate-limiting config, letter by letter: half of the keystrokes leave broken YAML. */
const TYPED = '\n              hour: 1000'
const RELEASE = '3.16'

type Render = (text: string) => void

/** Milliseconds that the page's work for one text takes. */
function timed(render: Render, text: string): number {
  const startedAt = performance.now()
  render(text)
  return performance.now() - startedAt
}

function rendering(conditions: Awaited<ReturnType<typeof loadConditions>>): Render {
  return text => {
    const [shown] = readDocument(text, RELEASE, conditions).plugins
    if (shown?.plugin === undefined) return
    for (const format of formats) format.render(shown.plugin, { scope: { kind: 'own' }, mode: 'corrected' })
  }
}

/** The texts of one typing after another, each place in another Service. */
function* keystrokes(text: string): Generator<string> {
  const places = [...text.matchAll(/policy: local/g)].map(({ index }) => index + 'policy: local'.length)
  for (let round = 0; round < ROUNDS; round += 1) {
    const at = places[Math.floor((places.length * (round + 0.5)) / ROUNDS)] ?? 0
    for (let letters = 1; letters <= TYPED.length; letters += 1) {
      yield text.slice(0, at) + TYPED.slice(0, letters) + text.slice(at)
    }
  }
}

function percentile(values: readonly number[], share: number): number {
  return values.toSorted((a, b) => a - b)[Math.ceil(values.length * share) - 1] ?? Number.NaN
}

/** The documents' examples as state files, with the documents' own where they have some. */
function documentedTexts(): string[] {
  const deck = formats.find(({ id }) => id === 'deck')
  return examples.flatMap(({ plugin, stateFiles }) => [
    ...(deck?.render(plugin, { scope: { kind: 'own' }, mode: 'corrected' }).map(({ text }) => text) ?? []),
    ...(stateFiles?.map(({ text }) => text) ?? []),
  ])
}

function documentedKeystrokes(render: Render): number[] {
  const [largest = ''] = documentedTexts().toSorted((left, right) => right.length - left.length)
  return Array.from({ length: 300 }, (_, count) => timed(render, `${largest}# ${count}\n`)).slice(100)
}

async function run(say: (line: string) => void): Promise<Measurement[]> {
  const render = rendering(await loadConditions())
  const documented = documentedKeystrokes(render)
  say('the largest documented example')
  const cold = Array.from({ length: ROUNDS }, (_, round) =>
    timed(render, largeKongYaml(LARGE_LINES, `team-${round}`)),
  )
  say('a large file, opened')
  const text = largeKongYaml(LARGE_LINES, 'typed')
  render(text)
  const typed = [...keystrokes(text)].map(next => timed(render, next))
  return [
    measurement('editing-example', [median(documented), 'ms'], { atMost: 16 }),
    measurement('editing-10000-lines', [median(typed), 'ms'], { atMost: 60 }),
    measurement('editing-10000-lines-p95', [percentile(typed, 0.95), 'ms'], { atMost: 100 }),
    measurement('opening-10000-lines', [median(cold), 'ms']),
  ]
}

export const editingBench: Bench = {
  name: 'editing',
  about: 'one keystroke: diagnostics and all five exports, for the documented examples and for 10,000 lines',
  run,
}
