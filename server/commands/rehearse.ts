/** `metering-studio rehearse`: a configuration and traffic in, what would be billed and what would be lost out. */

import { createVariableValues, withVariables } from '#live/variable-values.ts'
import { defaultRelease, type GatewayRelease, gatewayReleases } from '#plugin/release.ts'
import { evaluatorOf } from '#rehearsal/condition-evaluator.ts'
import { documentedScenarios } from '#rehearsal/documented-scenarios.ts'
import { type CheckedExpectation, checkExpectations } from '#rehearsal/expectations.ts'
import type { RehearsedConfiguration } from '#rehearsal/run-scenario.ts'
import type { Scenario } from '#rehearsal/scenario.ts'
import type { RehearsalSummary } from '#rehearsal/summary.ts'
import { trafficSources } from '#traffic/traffic-source.ts'
import { loadConditions } from '../gateway/conditions.ts'
import { verifySignature } from '../gateway/verify-signature.ts'
import {
  type Command,
  type CommandStreams,
  type ExitCode,
  exitCodes,
  InputError,
  UsageError,
} from './command.ts'
import { diagnosticText, hasErrors } from './diagnostic-text.ts'
import { expectationsIn } from './expectation-file.ts'
import { fileDocument } from './file-document.ts'
import { secretHider, withoutSecrets } from './hide-secrets.ts'
import { junitXml } from './junit.ts'
import { openFile } from './open-file.ts'
import { playSource } from './play-source.ts'
import { oneOf, readFlags } from './read-flags.ts'
import { openSource } from './rehearsal-source.ts'
import { expectationsText, rehearsalText } from './rehearsal-text.ts'

const subjectFormats = ['plain', 'prefixed'] as const
const sources = ['scenario', ...trafficSources] as const

const usage = `Plays traffic through a configuration on virtual time: who would be billed for what, and what would be lost.

  metering-studio rehearse CONFIG SCENARIO|TRAFFIC [flags]

CONFIG    a decK state file, or in any format that the studio imports; - reads standard input
SCENARIO  requests, stages and faults of the ingest endpoint as JSON or YAML, such as
            {"stages": [{"for": 60, "rate": 10, "callers": [{"consumer": "alice"}],
                         "routes": [{"path": "/anything"}]}],
             "sink": {"faults": [{"from": 20, "to": 50, "fault": "status", "status": 503}]}}
          or the name of one of the studio's own: ${documentedScenarios.map(({ id }) => id).join(', ')}
TRAFFIC   HAR, JSON lines of Kong's http-log or file-log, an access log, CSV, OpenAPI, curl
          commands or raw HTTP, of any size; Consumers that a log names send their credential

  --source ${sources.join('|')}
                           what it is, where its beginning does not say so
  --log-format FORMAT      nginx's log_format of an access log
  --gateway ${gatewayReleases.join('|')}
                           the gateway's release (the scenario's, else ${defaultRelease})
  --subject-format ${subjectFormats.join('|')}
                           alice, or consumer:<id> (plain)
  --seed N                 in the stead of the scenario's: same seed, same numbers
  --expect FILE            what the run must give, a line each: alice: 3 × kong.api_request, 0 dropped
                           (total: … for the whole run; or the same as JSON)
  --json                   prints the summary as JSON
  --events                 prints each usage event as a line of JSON
  --junit                  prints the expectations as JUnit XML

Variables of the configuration have their values from the environment. Nothing is sent anywhere.

Exit codes: 0 played and as expected, 1 not as expected, or CONFIG or SCENARIO has errors, 2 a wrong
command line or a file that cannot be read.
`

const flags = {
  source: { type: 'string' },
  'log-format': { type: 'string' },
  gateway: { type: 'string' },
  'subject-format': { type: 'string', default: 'plain' },
  seed: { type: 'string' },
  expect: { type: 'string' },
  json: { type: 'boolean' },
  events: { type: 'boolean' },
  junit: { type: 'boolean' },
} as const

async function run(args: readonly string[], streams: CommandStreams): Promise<ExitCode> {
  const { values, positionals } = readFlags(args, flags)
  const { config, source: file } = twoFiles(positionals)
  const output = outputOf(values)
  const subjectFormat = oneOf('subject-format', values['subject-format'], subjectFormats)
  const release = values.gateway === undefined ? undefined : oneOf('gateway', values.gateway, gatewayReleases)
  const seed = values.seed === undefined ? undefined : seedOf(values.seed)
  const kind = values.source === undefined ? undefined : oneOf('source', values.source, sources)
  const expected = await expectationsIn(values.expect, streams)
  if ('unreadable' in expected) return unreadable(expected.unreadable, streams)
  const source = await openSource(file, streams, kind)
  if (source.kind === 'unreadable') return unreadable(source.problem, streams)
  const asked = { release, scenarioRelease: source.kind === 'scenario' ? source.scenario.gateway : undefined }
  const configuration = await readConfiguration(config, asked, streams)
  if ('unreadable' in configuration) return unreadable(configuration.unreadable, streams)
  const lines = createLines(streams)
  const summary = await playSource({ ...configuration, subjectFormat }, source, {
    file,
    seed,
    logFormat: values['log-format'],
    onEvent: output === 'events' ? lines.add : undefined,
    warn: text => streams.stderr.write(`${text}\n`),
  })
  lines.end()
  const checked = checkExpectations(summary, expected.expectations)
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

function seedOf(text: string): number {
  const seed = Number(text)
  if (!Number.isSafeInteger(seed)) throw new UsageError(`--seed is a whole number; found ${text}`)
  return seed
}

function unreadable(problem: string, { stderr }: CommandStreams): ExitCode {
  stderr.write(`${problem}\n`)
  return exitCodes.badUsage
}

type ReadConfiguration = Omit<RehearsedConfiguration, 'subjectFormat'> | { unreadable: string }

/** The configuration with its variables' values. Throws InputError, after the findings were printed, when it has errors. */
async function readConfiguration(
  file: string,
  asked: { release: GatewayRelease | undefined; scenarioRelease: Scenario['gateway'] },
  streams: CommandStreams,
): Promise<ReadConfiguration> {
  const opened = await openFile(file, streams)
  if ('problem' in opened) return { unreadable: opened.problem }
  const { name, text } = opened
  const release = asked.release ?? asked.scenarioRelease ?? defaultRelease
  const conditions = await loadConditions()
  const { reading, diagnostics, detected } = fileDocument(text, { release, conditions })
  if (detected !== undefined) streams.stderr.write(`${name}: detected as ${detected}\n`)
  if (reading.state === undefined || hasErrors(diagnostics)) {
    const hide = secretHider(text)
    const errors = diagnostics.filter(({ severity }) => severity === 'error')
    streams.stderr.write(errors.map(found => diagnosticText(name, withoutSecrets(found, hide))).join(''))
    throw new InputError(`${name}: has errors, so that it cannot be rehearsed`)
  }
  const { lookUp } = createVariableValues(process.env)
  const gatewayOptions = (of: GatewayRelease) => ({
    evaluateCondition: evaluatorOf(conditions, of),
    verifySignature,
  })
  return { state: withVariables(reading.state, lookUp), release, gatewayOptions }
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
