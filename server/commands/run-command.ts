/** The command line of `metering-studio`: finds the command, runs it, turns its errors into exit codes. */
import { nearest } from '#formats/nearest.ts'
import {
  type Command,
  type CommandStreams,
  type ExitCode,
  exitCodes,
  InputError,
  UnreadableError,
  UsageError,
} from './command.ts'

/** Commands by name: ready, or loaded when they are needed. */
export type CommandTable = Readonly<Record<string, Command | (() => Promise<Command>)>>

/** Runs the command that the arguments name. Everything that goes wrong with them or the input ends on stderr. */
export async function runCommand(
  commands: CommandTable,
  args: readonly string[],
  streams: CommandStreams,
): Promise<ExitCode> {
  const [name, ...rest] = args
  if (name === undefined || name === '--help' || name === '-h' || name === 'help') {
    const stream = name === undefined ? streams.stderr : streams.stdout
    stream.write(await overview(commands))
    return name === undefined ? exitCodes.badUsage : exitCodes.done
  }
  const command = Object.hasOwn(commands, name) ? await loaded(commands[name]) : undefined
  if (command === undefined) {
    const meant = nearest(name, Object.keys(commands))
    const suggestion = meant === undefined ? '' : `; did you mean ${meant}?`
    streams.stderr.write(`there is no command ${name}${suggestion}\n\n${await overview(commands)}`)
    return exitCodes.badUsage
  }
  if (rest.includes('--help') || rest.includes('-h')) {
    streams.stdout.write(command.usage)
    return exitCodes.done
  }
  return runFound(command, rest, streams)
}

async function loaded(command: CommandTable[string] | undefined): Promise<Command | undefined> {
  return typeof command === 'function' ? command() : command
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
    if (error instanceof UnreadableError) {
      streams.stderr.write(`${error.message}\n`)
      return exitCodes.badUsage
    }
    if (error instanceof UsageError) {
      streams.stderr.write(`${error.message}\n\n${command.usage}`)
      return exitCodes.badUsage
    }
    throw error
  }
}

async function overview(commands: CommandTable): Promise<string> {
  const width = Math.max(...Object.keys(commands).map(name => name.length))
  const lines = await Promise.all(
    Object.entries(commands).map(
      async ([name, command]) => `  ${name.padEnd(width)}  ${(await loaded(command))?.summary}`,
    ),
  )
  return `Metering Studio on the command line.

  metering-studio COMMAND [arguments]
  metering-studio COMMAND --help

${lines.join('\n')}

Exit codes: 0 ended as asked, 1 the input is at fault, 2 the command line is.
The studio itself starts with npm start.
`
}
