/** A command's flags: Node's own parser, with what was probably meant where one is wrong. */
import { type ParseArgsOptionsConfig, parseArgs } from 'node:util'
import { nearest } from '#formats/nearest.ts'
import { UsageError } from './command.ts'

/** Splits the arguments into flags and files. Throws UsageError for a flag that the command does not have. */
export function readFlags<const Flags extends ParseArgsOptionsConfig>(args: readonly string[], flags: Flags) {
  try {
    return parseArgs({ args: [...args], allowPositionals: true, options: flags })
  } catch (cause) {
    const message = cause instanceof Error ? cause.message : String(cause)
    const unknown = /^Unknown option '--?([^']+)'/.exec(message)?.[1]
    if (unknown === undefined) throw new UsageError(message, { cause })
    const meant = nearest(unknown, Object.keys(flags))
    throw new UsageError(
      `there is no flag --${unknown}${meant === undefined ? '' : `; did you mean --${meant}?`}`,
      { cause },
    )
  }
}

/** The flag's value as one of the choices. Throws UsageError with what was probably meant. */
export function oneOf<const Choice extends string>(
  flag: string,
  value: string,
  choices: readonly Choice[],
): Choice {
  const choice = choices.find(known => known === value)
  if (choice !== undefined) return choice
  const meant = nearest(value, choices)
  const suggestion = meant === undefined ? '' : `; did you mean ${meant}?`
  throw new UsageError(`--${flag} is one of ${choices.join(', ')}; found ${value}${suggestion}`)
}

/** The one file that a command takes. Throws UsageError when there is none or more than one. */
export function onlyFile(files: readonly string[]): string {
  const [file, ...more] = files
  if (file === undefined) throw new UsageError('name a file, or - for standard input')
  if (more.length > 0) throw new UsageError(`one file at a time; found also ${more.join(' ')}`)
  return file
}
