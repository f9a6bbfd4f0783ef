/** A command of `metering-studio`: what it says about itself and what it does. */

/** Ended as asked; the input is at fault; the command line is at fault. */
export const exitCodes = { done: 0, badInput: 1, badUsage: 2 } as const
export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes]

/** Where a command reads and writes; `process` is one. */
export interface CommandStreams {
  stdin: AsyncIterable<Uint8Array | string>
  stdout: { write(text: string | Uint8Array): unknown }
  stderr: { write(text: string): unknown }
}

export interface Command {
  /** One line for the list of commands. */
  summary: string
  /** What `--help` prints. */
  usage: string
  /** `args` are those after the command's name. */
  run(args: readonly string[], streams: CommandStreams): Promise<ExitCode>
}

/** The command line is wrong: the message says how, and the usage is printed after it. */
export class UsageError extends Error {
  override name = 'UsageError'
}

/** A file that was named cannot be read: the message says which and why. */
export class UnreadableError extends Error {
  override name = 'UnreadableError'
}

/** The input is wrong: the message says where and what. */
export class InputError extends Error {
  override name = 'InputError'
}
