/** The file of `--expect`. */
import { type Expectation, readExpectations } from '#rehearsal/expectations.ts'
import { type CommandStreams, InputError } from './command.ts'
import { openFile } from './open-file.ts'

/** None without a file. Throws InputError with each line that is no expectation. */
export async function expectationsIn(
  file: string | undefined,
  streams: CommandStreams,
): Promise<{ expectations: Expectation[] } | { unreadable: string }> {
  if (file === undefined) return { expectations: [] }
  const opened = await openFile(file, streams)
  if ('problem' in opened) return { unreadable: opened.problem }
  const reading = readExpectations(opened.text)
  if ('expectations' in reading) return reading
  const { name } = opened
  throw new InputError(
    reading.problems
      .map(({ line, message }) => `${name}:${line === undefined ? '' : `${line}:`} ${message}`)
      .join('\n'),
  )
}
