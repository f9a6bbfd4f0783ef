/** `metering-studio check`: what is wrong with configurations, as the page says it. */
import type { ConditionLanguages } from '#conditions/condition.ts'
import { defaultRelease, type GatewayRelease, gatewayReleases } from '#plugin/release.ts'
import { loadConditions } from '../gateway/conditions.ts'
import { type Command, type CommandStreams, type ExitCode, exitCodes, UsageError } from './command.ts'
import { coverageReport, coverageText, type FileCoverage } from './coverage-report.ts'
import { countText, diagnosticText, hasErrors } from './diagnostic-text.ts'
import { type FileDiagnostic, fileDocument } from './file-document.ts'
import { secretHider, withoutSecrets } from './hide-secrets.ts'
import { openFile } from './open-file.ts'
import { oneOf, readFlags } from './read-flags.ts'

const usage = `Checks configurations of the metering-and-billing plugin, with all that stands around them.

  metering-studio check FILE… [flags]
  metering-studio check -               reads standard input

  --gateway ${gatewayReleases.join('|')}   the gateway's release (${defaultRelease})
  --coverage                 says also what is metered: for each Route, and each Consumer with a
                             plugin of its own, which plugin wins, and why
  --json                     prints JSON instead of text

A file is a decK state file, or in any format that the studio imports: Admin API and Konnect API
calls and answers, Kubernetes manifests, Terraform. What was detected is said on standard error.

Prints each finding as FILE:LINE:COLUMN: SEVERITY: MESSAGE [CODE], with its reason and its fix on
lines of their own; errors, warnings and hints, in the order of the file. Values that are secret
are not printed.

--coverage goes on with FILE:LINE: VERDICT: Route NAME of Service NAME, CALLER, and below it why,
the plugin, and those that it wins over. VERDICT is metered, not metered, or subject never found
(every event is dropped); ", perhaps twice" follows where Konnect itself may count the requests, too.

--json prints an array with an entry for each file:
  {"file", "detected", "diagnostics": [{"severity", "code", "message", "path", "range", "why", "fix"}]}
  range  offsets from 0 in UTF-16 units, lines and columns from 1, the end exclusive
  fix    {"label", "edits": [{"start", "end", "text"}]}; without edits where it cannot be applied
         to the file itself
  coverage, with --coverage; null while the file has errors:
         {"routes", "free", "rows": [{"verdict": "metered"|"not_metered"|"no_subject", "twice",
         "service", "route", "consumer", "why", "plugin": {"id", "instance_name", "scope",
         "line"}, "shadowed": [plugin], "line"}]}
  a file that cannot be read: {"file", "unreadable"}

Exit codes: 0 no errors (there may be warnings, and Routes that are not metered), 1 errors, 2 a wrong command line or a file that
cannot be read.
`

const flags = {
  gateway: { type: 'string', default: defaultRelease },
  coverage: { type: 'boolean' },
  json: { type: 'boolean' },
} as const

type Report =
  | { file: string; detected: string | null; diagnostics: FileDiagnostic[]; coverage?: FileCoverage | null }
  | { file: string; unreadable: string }

async function run(args: readonly string[], streams: CommandStreams): Promise<ExitCode> {
  const { values, positionals: files } = readFlags(args, flags)
  const release = oneOf('gateway', values.gateway, gatewayReleases)
  if (files.length === 0) throw new UsageError('name at least one file, or - for standard input')
  if (files.filter(file => file === '-').length > 1) throw new UsageError('standard input can be read once')
  const reader = { release, conditions: await loadConditions(), covers: values.coverage ?? false }
  const reports: Report[] = []
  for (const file of files) {
    const report = await reportOn(file, streams, reader)
    if (!values.json) print(report, streams)
    reports.push(report)
  }
  if (values.json) streams.stdout.write(`${JSON.stringify(reports, null, 2)}\n`)
  return exitCodeOf(reports)
}

interface Reader {
  release: GatewayRelease
  conditions: ConditionLanguages
  /** Whether what is metered is said, too. */
  covers: boolean
}

async function reportOn(file: string, streams: CommandStreams, reader: Reader): Promise<Report> {
  const opened = await openFile(file, streams)
  if ('problem' in opened) {
    streams.stderr.write(`${opened.problem}\n`)
    return { file: opened.name, unreadable: opened.problem }
  }
  const { name, text } = opened
  const document = fileDocument(text, reader)
  const { detected, diagnostics } = document
  if (detected !== undefined) streams.stderr.write(`${name}: detected as ${detected}\n`)
  const hide = secretHider(text)
  return {
    file: name,
    detected: detected ?? null,
    diagnostics: diagnostics.map(found => withoutSecrets(found, hide)),
    ...(reader.covers && { coverage: coverageReport(document, reader.release, hide) }),
  }
}

function print(report: Report, { stdout, stderr }: CommandStreams): void {
  if ('unreadable' in report) return
  const { file, diagnostics, coverage } = report
  stdout.write(diagnostics.map(found => diagnosticText(file, found)).join(''))
  if (coverage !== undefined) stdout.write(coverageText(file, coverage))
  stderr.write(`${file}: ${countText(diagnostics)}\n`)
}

function exitCodeOf(reports: readonly Report[]): ExitCode {
  if (reports.some(report => 'unreadable' in report)) return exitCodes.badUsage
  const found = reports.flatMap(report => ('diagnostics' in report ? report.diagnostics : []))
  return hasErrors(found) ? exitCodes.badInput : exitCodes.done
}

export const checkCommand: Command = {
  summary: 'say what is wrong with configurations, where, why and how to mend it',
  usage,
  run,
}
