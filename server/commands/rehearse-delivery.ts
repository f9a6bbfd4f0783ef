/** `metering-studio rehearse-delivery`: a delivery scenario in, what the plugin's queue does with it out. */
import { parseArgs } from 'node:util'
import { deliveryScenario, type RehearsalStep, rehearseDelivery } from '#metering/rehearse-delivery.ts'
import { type Command, type CommandStreams, exitCodes, UsageError } from './command.ts'
import { parseJson, readInput } from './read-input.ts'

const usage = `Plays entries through the plugin's queue on virtual time, without waiting.

  metering-studio rehearse-delivery SCENARIO.json
  metering-studio rehearse-delivery -              reads the scenario from standard input

Scenario:
  {
    "queue": { "max_batch_size": 10, "max_coalescing_delay": 1 },
    "entries": [{ "at": 0, "bytes": 500 }, { "at": 0.2, "bytes": 500 }],
    "sink": { "latency": 0.05, "outages": [{ "from": 10, "to": 70, "status": 503 }] }
  }
  queue    config.queue of the plugin; what is left out has the plugin's default
  entries  when each entry arrives (seconds) and its size; their ids are 1, 2, 3 … in this order
  sink     latency is the time of each attempt; one fails if an outage covers the moment of its
           answer ("from" inclusive, "to" exclusive)

Prints a JSON array of steps in the order of time, "t" in seconds:
  {"t", "event": "enqueue", "id", "ok"}
  {"t", "event": "attempt" | "delivered" | "failed", "entries"}
  {"t", "event": "lost" | "dropped", "entries", "reason"}

Exit codes: 0 played, 1 the scenario cannot be read, 2 a wrong command line.
`

async function run(args: readonly string[], streams: CommandStreams): Promise<0> {
  const file = scenarioFile(args)
  const json = await readInput(file, streams)
  const name = file === '-' ? 'standard input' : file
  writeSteps(parseJson(name, json, deliveryScenario), streams.stdout)
  return exitCodes.done
}

function scenarioFile(args: readonly string[]): string {
  const [file, ...more] = positionals(args)
  if (file === undefined) throw new UsageError('name a scenario file, or - for standard input')
  if (more.length > 0) throw new UsageError(`one scenario at a time, found also ${more.join(' ')}`)
  return file
}

function positionals(args: readonly string[]): string[] {
  try {
    return parseArgs({ args: [...args], allowPositionals: true, options: {} }).positionals
  } catch (cause) {
    throw new UsageError(cause instanceof Error ? cause.message : String(cause), { cause })
  }
}

/** Characters that are gathered before they are written. */
const CHUNK_LENGTH = 1 << 16

function writeSteps(
  scenario: Parameters<typeof rehearseDelivery>[0],
  stdout: CommandStreams['stdout'],
): void {
  let chunk = '['
  let separator = '\n'
  // Steps come in groups of one moment, and a fraction is slow to write.
  let t = Number.NaN
  let start = ''
  rehearseDelivery(scenario, step => {
    if (step.t !== t) {
      t = step.t
      start = `{"t":${t},"event":"`
    }
    chunk += separator + start + restOfStep(step)
    separator = ',\n'
    if (chunk.length < CHUNK_LENGTH) return
    stdout.write(chunk)
    chunk = ''
  })
  stdout.write(`${chunk}\n]\n`)
}

/** A step's JSON after its time; `JSON.stringify` would take most of the time of a long rehearsal. */
function restOfStep(step: RehearsalStep): string {
  if (step.event === 'enqueue') return `enqueue","id":${step.id},"ok":${step.ok}}`
  const entries = step.entries.length === 1 ? step.entries[0] : step.entries.join()
  const end = 'reason' in step ? `,"reason":"${step.reason}"}` : '}'
  return `${step.event}","entries":[${entries}]${end}`
}

export const rehearseDeliveryCommand: Command = {
  summary: "play entries and outages through the plugin's queue on virtual time",
  usage,
  run,
}
