/** The file of `--expect`. */
import { type Expectation, readExpectations } from '#rehearsal/expectations.ts'
import { type CommandStreams, InputError } from './command.ts'
import { openReadable } from './open-file.ts'

/** None without a file. Throws UnreadableError, or InputError with each line that is no expectation. */
export async function expectationsIn(
  file: string | undefined,
  streams: CommandStreams,
): Promise<Expectation[]> {
  if (file === undefined) return []
  const { name, text } = await openReadable(file, streams)
  const reading = readExpectations(text)
  if ('expectations' in reading) return reading.expectations
  throw new InputError(
    reading.problems
      .map(({ line, message }) => `${name}:${line === undefined ? '' : `${line}:`} ${message}`)
      .join('\n'),
  )
}
