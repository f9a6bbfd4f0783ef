/** The command line of `metering-studio`: finds the command, runs it, turns its errors into exit codes. */
import { nearest } from '#formats/nearest.ts'
import {
  type Command,
  type CommandStreams,
  type ExitCode,
  exitCodes,
  InputError,
  UsageError,
} from './command.ts'

/** Runs the command that the arguments name. Everything that goes wrong with them or the input ends on stderr. */
export async function runCommand(
  commands: Readonly<Record<string, Command>>,
  args: readonly string[],
  streams: CommandStreams,
): Promise<ExitCode> {
  const [name, ...rest] = args
  if (name === undefined || name === '--help' || name === '-h' || name === 'help') {
    const stream = name === undefined ? streams.stderr : streams.stdout
    stream.write(overview(commands))
    return name === undefined ? exitCodes.badUsage : exitCodes.done
  }
  const command = Object.hasOwn(commands, name) ? commands[name] : undefined
  if (command === undefined) {
    const meant = nearest(name, Object.keys(commands))
    const suggestion = meant === undefined ? '' : `; did you mean ${meant}?`
    streams.stderr.write(`there is no command ${name}${suggestion}\n\n${overview(commands)}`)
    return exitCodes.badUsage
  }
  if (rest.includes('--help') || rest.includes('-h')) {
    streams.stdout.write(command.usage)
    return exitCodes.done
  }
  return runFound(command, rest, streams)
}

async function runFound(
  command: Command,
  args: readonly string[],
  streams: CommandStreams,
): Promise<ExitCode> {
  try {
    return await command.run(args, streams)
  } catch (error) {
    if (error instanceof InputError) {
      streams.stderr.write(`${error.message}\n`)
      return exitCodes.badInput
    }
    if (error instanceof UsageError) {
      streams.stderr.write(`${error.message}\n\n${command.usage}`)
      return exitCodes.badUsage
    }
    throw error
  }
}

function overview(commands: Readonly<Record<string, Command>>): string {
  const width = Math.max(...Object.keys(commands).map(name => name.length))
  const lines = Object.entries(commands).map(([name, { summary }]) => `  ${name.padEnd(width)}  ${summary}`)
  return `Metering Studio on the command line.

  metering-studio COMMAND [arguments]
  metering-studio COMMAND --help

${lines.join('\n')}

Exit codes: 0 ended as asked, 1 the input is at fault, 2 the command line is.
The studio itself starts with npm start.
`
}
