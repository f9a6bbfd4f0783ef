/** The files that a command names, with what they are called in its answers. */
import { type CommandStreams, InputError, UnreadableError } from './command.ts'
import { readInput } from './read-input.ts'

export type OpenedFile = { name: string; text: string } | { name: string; problem: string }

/** Reads a file, or standard input for `-`. One that cannot be read is a problem in words. */
export async function openFile(file: string, streams: CommandStreams): Promise<OpenedFile> {
  const name = file === '-' ? '<stdin>' : file
  try {
    return { name, text: await readInput(file, streams) }
  } catch (error) {
    if (error instanceof InputError) return { name, problem: error.message }
    throw error
  }
}

/** The same for a file without which there is nothing to do. Throws UnreadableError. */
export async function openReadable(
  file: string,
  streams: CommandStreams,
): Promise<{ name: string; text: string }> {
  const opened = await openFile(file, streams)
  if ('problem' in opened) throw new UnreadableError(opened.problem)
  return opened
}
