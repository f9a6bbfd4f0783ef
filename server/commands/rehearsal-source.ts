/** What `rehearse` plays: a scenario, or a record of traffic as a stream. */

import { createReadStream } from 'node:fs'
import { parseDocument } from 'yaml'
import type { z } from 'zod'
import { documentedScenarios } from '#rehearsal/documented-scenarios.ts'
import { type Scenario, scenario } from '#rehearsal/scenario.ts'
import type { TrafficSource } from '#traffic/traffic-options.ts'
import { detectTraffic } from '#traffic/traffic-source.ts'
import { type CommandStreams, InputError, UnreadableError } from './command.ts'

export type RehearsalSource =
  | { kind: 'scenario'; scenario: Scenario }
  | { kind: 'traffic'; source: TrafficSource; pieces: AsyncIterable<string> }

export type SourceKind = TrafficSource | 'scenario'

/** So much of a text says what it is. */
const HEAD_LENGTH = 1 << 16
/** Sources that a scenario could not be taken for. */
const UNMISTAKABLE: readonly (TrafficSource | undefined)[] = ['har', 'kong-log', 'openapi']
const SCENARIO = /^\s*\{?\s*["']?(?:requests|stages)["']?\s*:|["'](?:requests|stages)["']\s*:\s*\[/m

/**
 * Opens a file, standard input for `-`, or a documented scenario by its name where there is no such file. `kind` says
 * what it is; without it, its beginning does. Throws UnreadableError, or InputError for a scenario with errors.
 */
export async function openSource(
  file: string,
  streams: CommandStreams,
  kind: SourceKind | undefined,
): Promise<RehearsalSource> {
  const name = file === '-' ? '<stdin>' : file
  const pieces = decoded(file === '-' ? streams.stdin : createReadStream(file, { highWaterMark: 1 << 18 }))
  const head = await readHead(pieces)
  if (typeof head === 'object') {
    const documented = documentedScenarios.find(({ id }) => id === file)
    if (documented !== undefined) return { kind: 'scenario', scenario: scenario.parse(documented.scenario) }
    throw new UnreadableError(`${name}: cannot be read (${head.reason})`)
  }
  const source = kind ?? detect(head)
  if (source === undefined) {
    throw new InputError(
      `${name}: neither a scenario nor traffic that is known; say what it is with --source`,
    )
  }
  const all = withHead(head, pieces)
  if (source !== 'scenario') return { kind: 'traffic', source, pieces: all }
  return { kind: 'scenario', scenario: readScenario(name, await textOf(all)) }
}

async function readHead(pieces: AsyncGenerator<string, void>): Promise<string | { reason: string }> {
  let head = ''
  try {
    for (let next = await pieces.next(); !next.done; next = await pieces.next()) {
      head += next.value
      if (head.length >= HEAD_LENGTH) break
    }
    return head
  } catch (cause) {
    return { reason: cause instanceof Error ? cause.message : String(cause) }
  }
}

function detect(head: string): SourceKind | undefined {
  const traffic = detectTraffic(head)
  return !UNMISTAKABLE.includes(traffic) && SCENARIO.test(head) ? 'scenario' : traffic
}

async function* decoded(chunks: AsyncIterable<Uint8Array | string>): AsyncGenerator<string, void, undefined> {
  const decoder = new TextDecoder()
  for await (const chunk of chunks) {
    yield typeof chunk === 'string' ? chunk : decoder.decode(chunk, { stream: true })
  }
}

async function* withHead(head: string, rest: AsyncIterable<string>): AsyncGenerator<string, void, undefined> {
  yield head
  yield* rest
}

async function textOf(pieces: AsyncIterable<string>): Promise<string> {
  let text = ''
  for await (const piece of pieces) text += piece
  return text
}

/** JSON is YAML, so that one parser reads both. */
function readScenario(name: string, text: string): Scenario {
  const document = parseDocument(text)
  const [error] = document.errors
  if (error !== undefined) throw new InputError(`${name}: ${error.message}`)
  const parsed = scenario.safeParse(document.toJS())
  if (parsed.success) return parsed.data
  throw new InputError(parsed.error.issues.map(issue => `${name}: ${issueText(issue)}`).join('\n'))
}

export function issueText({
  path,
  message,
}: Pick<z.core.$ZodIssue, 'message'> & { path: readonly PropertyKey[] }): string {
  return path.length === 0 ? message : `${path.map(String).join('.')}: ${message}`
}
