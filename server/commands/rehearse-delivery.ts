/** `metering-studio rehearse-delivery`: a delivery scenario in, what the plugin's queue does with it out. */
import { parseArgs } from 'node:util'
import { deliveryScenario, playable, scanScenario } from '#metering/delivery-scenario.ts'
import { playDelivery } from '#metering/rehearse-delivery.ts'
import { type Command, type CommandStreams, exitCodes, UsageError } from './command.ts'
import { parseJson, readBytes } from './read-input.ts'
import { createStepWriter } from './step-writer.ts'

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
  const json = await readBytes(file, streams)
  const name = file === '-' ? 'standard input' : file
  const scenario = scanScenario(json) ?? playable(parseJson(name, json.toString('utf8'), deliveryScenario))
  const writer = createStepWriter(bytes => streams.stdout.write(bytes))
  playDelivery(scenario, writer)
  writer.end()
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

export const rehearseDeliveryCommand: Command = {
  summary: "play entries and outages through the plugin's queue on virtual time",
  usage,
  run,
}
