/** Reading what a command was given: a file, or standard input for `-`. */
import { readFileSync } from 'node:fs'
import { buffer } from 'node:stream/consumers'
import type { z } from 'zod'
import { type CommandStreams, InputError } from './command.ts'

/** The whole text. Throws InputError when there is no such file. */
export async function readInput(file: string, streams: CommandStreams): Promise<string> {
  return (await readBytes(file, streams)).toString('utf8')
}

/** As it stands there. Throws InputError when there is no such file. */
export async function readBytes(file: string, { stdin }: CommandStreams): Promise<Buffer> {
  if (file === '-') return buffer(stdin)
  try {
    // All at once: Node's own readFile waits for each half megabyte.
    return readFileSync(file)
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause)
    throw new InputError(`${file}: cannot be read (${reason})`, { cause })
  }
}

/** More findings than this help nobody. */
const MAX_FINDINGS = 20

/** The JSON text as the schema's value. Throws InputError with each finding's place. */
export function parseJson<Value>(name: string, json: string, schema: z.ZodType<Value>): Value {
  const parsed = schema.safeParse(jsonValue(name, json))
  if (parsed.success) return parsed.data
  const { issues } = parsed.error
  const findings = issues.slice(0, MAX_FINDINGS).map(issue => {
    const place = issue.path.length === 0 ? '' : ` ${issue.path.join('.')}:`
    return `${name}:${place} ${issue.message}`
  })
  if (issues.length > MAX_FINDINGS) findings.push(`… and ${issues.length - MAX_FINDINGS} more`)
  throw new InputError(findings.join('\n'))
}

function jsonValue(name: string, json: string): unknown {
  try {
    return JSON.parse(json)
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause)
    throw new InputError(`${name}: not JSON: ${reason}`, { cause })
  }
}
