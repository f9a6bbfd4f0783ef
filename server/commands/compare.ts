/** `metering-studio compare`: the same traffic through two configurations, releases, scopes or price books. */
import { scopeText } from '#formats/rescope.ts'
import type { GatewayRelease } from '#plugin/release.ts'
import type { Scope } from '#plugin/scope.ts'
import { areBillsSame, billDifferences } from '#rehearsal/bill-differences.ts'
import { type Comparison, compareRuns, type PlayRun } from '#rehearsal/compare.ts'
import { type ComparisonSubject, comparisonHtml } from '#rehearsal/comparison-html.ts'
import { credentialsOf } from '#rehearsal/hide-credentials.ts'
import {
  type Command,
  type CommandStreams,
  type ExitCode,
  exitCodes,
  InputError,
  UsageError,
} from './command.ts'
import { comparisonText, eventDifferences } from './comparison-text.ts'
import { playSource } from './play-source.ts'
import { readFlags } from './read-flags.ts'
import {
  askedTraffic,
  askedWorld,
  flagsUsage,
  releaseOf,
  sourceUsage,
  worldFlags,
} from './rehearsal-flags.ts'
import { readPrices } from './rehearsal-prices.ts'
import { openSource, type RehearsalSource } from './rehearsal-source.ts'
import { readConfiguration } from './rehearsed-configuration.ts'

const usage = `Plays the same traffic through two configurations: which requests come out differently, and what that costs.

  metering-studio compare CONFIG_A CONFIG_B SCENARIO|TRAFFIC [flags]

CONFIG_A, CONFIG_B   decK state files, or in any format that the studio imports; the same file twice
          compares releases, scopes or prices
${sourceUsage}

${flagsUsage}
  --gateway-a, --gateway-b
                           the release of one side
  --scope-a, --scope-b global|service:NAME|route:NAME|consumer:NAME
                           what the metering plugin of one side applies to
  --prices-a FILE, --prices-b FILE
                           the price book of one side
  --json                   prints the comparison as JSON, with the first 1,000 changed requests
  --html                   prints it as a page of its own, to be shared as a file

Variables of the configurations have their values from the environment. Nothing is sent anywhere.

Exit codes: 0 the same, 1 different, 2 a wrong command line, a file that cannot be read or has errors.
`

const flags = {
  ...worldFlags,
  'gateway-a': { type: 'string' },
  'gateway-b': { type: 'string' },
  'scope-a': { type: 'string' },
  'scope-b': { type: 'string' },
  'prices-a': { type: 'string' },
  'prices-b': { type: 'string' },
  json: { type: 'boolean' },
  html: { type: 'boolean' },
} as const

/** As `diff` has it: 1 says that there is a difference, so that everything wrong is 2. */
async function run(args: readonly string[], streams: CommandStreams): Promise<ExitCode> {
  try {
    return await compare(args, streams)
  } catch (error) {
    if (!(error instanceof InputError)) throw error
    streams.stderr.write(`${error.message}\n`)
    return exitCodes.badUsage
  }
}

async function compare(args: readonly string[], streams: CommandStreams): Promise<ExitCode> {
  const { values, positionals } = readFlags(args, flags)
  const files = threeFiles(positionals)
  const { kind, seed, ...asked } = askedWorld(values)
  const { a, b } = sidesOf(values)
  const output = outputOf(values)
  const source = await openSource(files.source, streams, kind)
  const scenarioRelease = source.kind === 'scenario' ? source.scenario.gateway : undefined

  async function playerOf(
    file: string,
    { gateway, scope, prices, warn }: Side,
    open: OpenSource,
  ): Promise<Player> {
    const release = gateway ?? asked.release ?? scenarioRelease
    const world = { ...asked, release, scope, applications: values.applications }
    const configuration = await readConfiguration(file, world, streams)
    const play = {
      file: files.source,
      seed,
      traffic: askedTraffic(values),
      prices: await readPrices({ ...values, prices }, streams),
      warn: (text: string) => warn && streams.stderr.write(`${text}\n`),
    }
    return {
      run: async watch => playSource(configuration, await open(), { ...play, ...watch }),
      credentials: credentialsOf(configuration.state),
      besides: [
        ...(scope === undefined ? [] : [`scope ${scopeText(scope)}`]),
        ...(prices === undefined ? [] : [`prices ${prices}`]),
      ],
    }
  }

  const playA = await playerOf(files.a, a, async () => source)
  const playB = await playerOf(files.b, b, () => openSource(files.source, streams, kind))
  const credentials = [...playA.credentials, ...playB.credentials]
  const comparison = await compareRuns(playA.run, playB.run, credentials)
  const subject = {
    a: [files.a, `gateway ${comparison.a.gateway}`, ...playA.besides].join(', '),
    b: [files.b, `gateway ${comparison.b.gateway}`, ...playB.besides].join(', '),
    traffic: files.source,
    at: new Date().toISOString(),
  }
  return told(comparison, { output, subject }, streams)
}

interface Player {
  run: PlayRun
  credentials: readonly string[]
  /** What else is its own, in words. */
  besides: readonly string[]
}

type OpenSource = () => Promise<RehearsalSource>

interface Side {
  gateway: GatewayRelease | undefined
  scope: Scope | undefined
  prices: string | undefined
  /** Whether problems of the traffic are told, which are the same on both sides. */
  warn: boolean
}

function sidesOf(values: SideValues): { a: Side; b: Side } {
  const sides = { a: sideOf(values, 'a'), b: sideOf(values, 'b') }
  if ((sides.a.prices === undefined) !== (sides.b.prices === undefined)) {
    throw new UsageError('prices of both sides are compared: --prices FILE, or --prices-a and --prices-b')
  }
  return sides
}

type SideFlag = 'prices' | `${'prices' | 'gateway' | 'scope'}-${'a' | 'b'}`
type SideValues = { [Flag in SideFlag]?: string | undefined }

function sideOf(values: SideValues, side: 'a' | 'b'): Side {
  const gateway = values[`gateway-${side}`]
  return {
    gateway: gateway === undefined ? undefined : releaseOf(`gateway-${side}`, gateway),
    scope: scopeOf(`scope-${side}`, values[`scope-${side}`]),
    prices: values[`prices-${side}`] ?? values.prices,
    warn: side === 'a',
  }
}

function scopeOf(flag: string, value: string | undefined): Scope | undefined {
  if (value === undefined) return undefined
  if (value === 'global') return {}
  const [, kind, name] = /^(service|route|consumer):(.+)$/.exec(value) ?? []
  if (kind !== undefined && name !== undefined) return { [kind]: name }
  throw new UsageError(`--${flag} is global, service:NAME, route:NAME or consumer:NAME; found ${value}`)
}

type Output = 'text' | 'json' | 'html'

function outputOf({ json, html }: { json?: boolean | undefined; html?: boolean | undefined }): Output {
  if (json && html) throw new UsageError('one of --json, --html at a time')
  if (json) return 'json'
  return html ? 'html' : 'text'
}

function threeFiles(positionals: readonly string[]): { a: string; b: string; source: string } {
  const [a, b, source, ...more] = positionals
  if (a === undefined || b === undefined || source === undefined) {
    throw new UsageError('name two configurations, and a scenario or traffic')
  }
  if (more.length > 0) throw new UsageError(`one scenario at a time; found also ${more.join(' ')}`)
  if (source === '-') throw new UsageError('the traffic is played twice: name a file, not standard input')
  if (a === '-' && b === '-') throw new UsageError('standard input can be read once')
  return { a, b, source }
}

function told(
  comparison: Comparison,
  { output, subject }: { output: Output; subject: ComparisonSubject },
  { stdout }: CommandStreams,
): ExitCode {
  const { a, b } = comparison
  const bills = a.money && b.money && billDifferences(a.money, b.money)
  const withBills = { ...comparison, ...(bills && { bills }) }
  const texts: Record<Output, () => string> = {
    text: () => comparisonText(comparison, bills),
    json: () => `${JSON.stringify(withBills, null, 2)}\n`,
    html: () => comparisonHtml(withBills, subject),
  }
  stdout.write(texts[output]())
  const isSame =
    comparison.changed === 0 &&
    eventDifferences(comparison).length === 0 &&
    (bills === undefined || areBillsSame(bills))
  return isSame ? exitCodes.done : exitCodes.badInput
}

export const compareCommand: Command = {
  summary: 'play the same traffic through two configurations, releases, scopes or price books: what changes',
  usage,
  run,
}
