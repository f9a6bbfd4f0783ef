/** `metering-studio rehearse`: a configuration and traffic in, what would be billed and what would be lost out. */
import { type CheckedExpectation, checkExpectations } from '#rehearsal/expectations.ts'
import type { RehearsalSummary } from '#rehearsal/summary.ts'
import { type Command, type CommandStreams, type ExitCode, exitCodes, UsageError } from './command.ts'
import { expectationsIn } from './expectation-file.ts'
import { junitXml } from './junit.ts'
import { moneyText } from './money-text.ts'
import { playSource } from './play-source.ts'
import { readFlags } from './read-flags.ts'
import { askedTraffic, askedWorld, flagsUsage, sourceUsage, worldFlags } from './rehearsal-flags.ts'
import { readPrices } from './rehearsal-prices.ts'
import { openSource } from './rehearsal-source.ts'
import { expectationsText, rehearsalText } from './rehearsal-text.ts'
import { readConfiguration } from './rehearsed-configuration.ts'

const usage = `Plays traffic through a configuration on virtual time: who would be billed for what, and what would be lost.

  metering-studio rehearse CONFIG SCENARIO|TRAFFIC [flags]

CONFIG    a decK state file, or in any format that the studio imports; - reads standard input; or the
          name of one of the studio's own scenarios, for the configuration that it fits
${sourceUsage}

${flagsUsage}
  --expect FILE            what the run must give, a line each: alice: 3 × kong.api_request, 0 dropped
                           (total: … for the whole run; or the same as JSON)
  --json                   prints the summary as JSON
  --events                 prints each usage event as a line of JSON
  --junit                  prints the expectations as JUnit XML

Variables of the configuration have their values from the environment. Nothing is sent anywhere.

Exit codes: 0 played and as expected, 1 not as expected, or CONFIG or SCENARIO has errors, or nothing of
TRAFFIC can be played, 2 a wrong command line or a file that cannot be read.
`

const flags = {
  ...worldFlags,
  expect: { type: 'string' },
  json: { type: 'boolean' },
  events: { type: 'boolean' },
  junit: { type: 'boolean' },
} as const

async function run(args: readonly string[], streams: CommandStreams): Promise<ExitCode> {
  const { values, positionals } = readFlags(args, flags)
  const { config, source: file } = twoFiles(positionals)
  const output = outputOf(values)
  const { kind, seed, ...asked } = askedWorld(values)
  const expectations = await expectationsIn(values.expect, streams)
  const prices = await readPrices(values, streams)
  const source = await openSource(file, streams, kind)
  const release = asked.release ?? (source.kind === 'scenario' ? source.scenario.gateway : undefined)
  const world = { ...asked, release, applications: values.applications }
  const configuration = await readConfiguration(config, world, streams)
  const lines = createLines(streams)
  const summary = await playSource(configuration, source, {
    file,
    seed,
    prices,
    traffic: askedTraffic(values),
    onEvent: output === 'events' ? lines.add : undefined,
    warn: text => streams.stderr.write(`${text}\n`),
  })
  lines.end()
  const checked = checkExpectations(summary, expectations)
  print(output, { summary, checked, file }, streams)
  return checked.every(({ differences }) => differences.length === 0) ? exitCodes.done : exitCodes.badInput
}

function twoFiles(positionals: readonly string[]): { config: string; source: string } {
  const [config, source, ...more] = positionals
  if (config === undefined || source === undefined) {
    throw new UsageError('name a configuration and a scenario or traffic')
  }
  if (more.length > 0) throw new UsageError(`one scenario at a time; found also ${more.join(' ')}`)
  if (config === '-' && source === '-') throw new UsageError('standard input can be read once')
  return { config, source }
}

type Output = 'text' | 'json' | 'events' | 'junit'

function outputOf(values: {
  json?: boolean | undefined
  events?: boolean | undefined
  junit?: boolean | undefined
  expect?: string | undefined
}): Output {
  const chosen = (['json', 'events', 'junit'] as const).filter(name => values[name])
  if (chosen.length > 1) throw new UsageError(`one of --${chosen.join(', --')} at a time`)
  const [output = 'text'] = chosen
  if (output === 'junit' && values.expect === undefined) {
    throw new UsageError('--junit prints expectations: name them with --expect FILE')
  }
  return output
}

/** Lines by the million, written in larger pieces. */
function createLines({ stdout }: CommandStreams) {
  let pending = ''
  const end = () => {
    if (pending !== '') stdout.write(pending)
    pending = ''
  }
  return {
    end,
    add(line: string) {
      pending += `${line}\n`
      if (pending.length > 1 << 16) end()
    },
  }
}

interface Printed {
  summary: RehearsalSummary
  checked: readonly CheckedExpectation[]
  file: string
}

function print(
  output: Output,
  { summary, checked, file }: Printed,
  { stdout, stderr }: CommandStreams,
): void {
  switch (output) {
    case 'text':
      stdout.write(rehearsalText(summary))
      if (summary.money !== undefined) stdout.write(moneyText(summary.money))
      if (checked.length > 0) stdout.write(`\n${expectationsText(checked)}`)
      break
    case 'json':
      stdout.write(
        `${JSON.stringify(checked.length > 0 ? { ...summary, expectations: checked } : summary, null, 2)}\n`,
      )
      break
    case 'events':
      stderr.write(expectationsText(checked))
      break
    case 'junit':
      stdout.write(junitXml(`rehearse ${file}`, checked))
  }
}

export const rehearseCommand: Command = {
  summary: 'play a scenario or recorded traffic through a configuration: who is billed, what is lost',
  usage,
  run,
}
