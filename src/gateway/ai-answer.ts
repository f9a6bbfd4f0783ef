/**
 * What an AI provider's passing answer says of tokens: read from the answer's JSON, or summed over the events of a
 * stream. Nothing of the answer is kept but its counts, whatever its length (kong/llm: the drivers' `from_format`).
 */
import { createParser } from 'eventsource-parser'
import { z } from 'zod'
import { createJsonMembers } from './json-members.ts'

/** One event of a stream may be that long; what is longer is not read. */
const MAX_EVENT_LENGTH = 1_048_576

/** What the answer said; a count that it did not state is undefined. */
export interface AnswerTokens {
  /** `body`: a whole JSON answer. `stream`: server-sent events. Undefined where there was no answer with status 200. */
  kind: 'body' | 'stream' | undefined
  model: string | undefined
  prompt: number | undefined
  completion: number | undefined
  /** Bytes of the streamed text, without white space around it: what Kong's estimate is made of. */
  textBytes: number
}

export interface AnswerReader {
  /** Status and Content-Type, once, before the body. Kong looks into answers with status 200 only. */
  begin(status: number, contentType: string | undefined): void
  /** The next bytes of the body, cut anywhere. */
  read(chunk: Uint8Array): void
  tokens(): AnswerTokens
}

const count = z.number().nonnegative().optional().catch(undefined)
const usage = z
  .looseObject({
    prompt_tokens: count,
    completion_tokens: count,
    /** Anthropic's names. */
    input_tokens: count,
    output_tokens: count,
  })
  .optional()
  .catch(undefined)
type Usage = z.output<typeof usage>
const model = z.string().optional().catch(undefined)
const choice = z.looseObject({
  delta: z
    .looseObject({ content: z.string().catch('') })
    .optional()
    .catch(undefined),
  text: z.string().optional().catch(undefined),
})
const streamEvent = z.looseObject({
  type: z.string().optional().catch(undefined),
  model,
  usage,
  choices: z.array(choice).optional().catch(undefined),
  /** OpenAI's responses: `response.completed` has the whole response. */
  response: z.looseObject({ model, usage }).optional().catch(undefined),
  /** Anthropic: `message_start` has the message, `content_block_delta` the text. */
  message: z.looseObject({ model, usage }).optional().catch(undefined),
  delta: z
    .looseObject({ text: z.string().optional().catch(undefined) })
    .optional()
    .catch(undefined),
})

export function createAnswerReader(): AnswerReader {
  const found: AnswerTokens = {
    kind: undefined,
    model: undefined,
    prompt: undefined,
    completion: undefined,
    textBytes: 0,
  }
  const decoder = new TextDecoder()
  let reader: { read(text: string): void; end(): void } | undefined

  return {
    begin(status, contentType) {
      if (status !== 200) return
      found.kind = contentType?.toLowerCase().startsWith('text/event-stream') ? 'stream' : 'body'
      reader = found.kind === 'stream' ? streamReader(found) : bodyReader(found)
    },
    read: chunk => reader?.read(decoder.decode(chunk, { stream: true })),
    tokens() {
      reader?.end()
      return found
    },
  }
}

function bodyReader(found: AnswerTokens) {
  const members = createJsonMembers(new Set(['model', 'usage']))
  return {
    read: members.read,
    end() {
      found.model = model.parse(members.get('model'))
      state(found, usage.parse(members.get('usage')))
    },
  }
}

function streamReader(found: AnswerTokens) {
  const text = createTextSize()
  const parser = createParser({
    maxBufferSize: MAX_EVENT_LENGTH,
    onEvent: ({ data }) => readEvent(found, text, data),
    // An answer that cannot be read is still an answer: the counts stay what they are.
    onError: () => undefined,
  })
  let broken = false
  return {
    read(piece: string) {
      if (broken) return
      try {
        parser.feed(piece)
      } catch {
        broken = true
      }
    },
    end() {
      found.textBytes = text.bytes()
    },
  }
}

function readEvent(found: AnswerTokens, text: TextSize, data: string): void {
  const event = streamEvent.safeParse(jsonOf(data)).data
  if (event === undefined) return
  const whole = event.response
  found.model = event.model ?? event.message?.model ?? whole?.model ?? found.model
  const [first] = event.choices ?? []
  text.add(first?.delta?.content ?? first?.text ?? event.delta?.text ?? '')
  if (event.type === 'message_start') add(found, event.message?.usage)
  else if (event.type === 'message_delta') add(found, event.usage)
  else state(found, event.usage ?? whole?.usage)
}

/** OpenAI states the whole usage, in the answer or in the last chunk of a stream. */
function state(found: AnswerTokens, stated: Usage): void {
  if (stated === undefined) return
  found.prompt = stated.prompt_tokens ?? stated.input_tokens ?? found.prompt
  found.completion = stated.completion_tokens ?? stated.output_tokens ?? found.completion
}

/**
 * Kong sums what Anthropic's events state: the output tokens of `message_start`, usually 1, count beside those of each
 * `message_delta` (kong/llm/drivers/anthropic.lua).
 */
function add(found: AnswerTokens, stated: Usage): void {
  if (stated?.input_tokens !== undefined) found.prompt = (found.prompt ?? 0) + stated.input_tokens
  if (stated?.output_tokens !== undefined) found.completion = (found.completion ?? 0) + stated.output_tokens
}

interface TextSize {
  add(text: string): void
  bytes(): number
}

const utf8 = new TextEncoder()

/** Counts the bytes of a text that comes in pieces, without white space at its ends. */
function createTextSize(): TextSize {
  let bytes = 0
  /** White space that counts only if text follows. */
  let pending = 0
  return {
    add(text) {
      const begun = bytes > 0 ? text : text.replace(/^[ \t\n\v\f\r]+/, '')
      const trimmed = begun.replace(/[ \t\n\v\f\r]+$/, '')
      const trailing = begun.length - trimmed.length
      if (trimmed === '') {
        pending += trailing
        return
      }
      bytes += pending + utf8.encode(trimmed).length
      pending = trailing
    },
    bytes: () => bytes,
  }
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
