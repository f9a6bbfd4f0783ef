/** The answers of the simulated AI provider, in OpenAI's and Anthropic's shapes, whole or as server-sent events. */
import type { SimulatedAi } from '#workspaces/simulated-ai.ts'

export interface SimulatedCall {
  shape: 'chat' | 'completion' | 'messages'
  model: string
  streaming: boolean
  /** The request asked for the usage at the end of the stream. */
  includeUsage: boolean
  /** Makes the answer's id; the request's own. */
  id: string
  /** Seconds since the epoch. */
  created: number
}

export interface SimulatedAnswer {
  status: number
  contentType: string
  /** The body in pieces: one, or the events of a stream. */
  pieces: Iterable<string>
}

/** A streamed answer has no more text events than that, whatever its length. */
const MAX_TEXT_EVENTS = 100

export function simulatedAnswer(settings: SimulatedAi, call: SimulatedCall): SimulatedAnswer {
  const { status } = settings
  if (status >= 400) return json(status, errorOf(settings, call))
  if (!call.streaming) return json(status, wholeAnswer(settings, call))
  const stream = call.shape === 'messages' ? anthropicStream : openAiStream
  return { status, contentType: 'text/event-stream', pieces: stream(settings, call) }
}

function json(status: number, value: unknown): SimulatedAnswer {
  return { status, contentType: 'application/json', pieces: [JSON.stringify(value)] }
}

function errorOf({ status }: SimulatedAi, { shape }: SimulatedCall): unknown {
  const message = `The simulated provider was told to answer ${status}.`
  return shape === 'messages'
    ? { type: 'error', error: { type: 'api_error', message } }
    : { error: { message, type: 'simulated_error', param: null, code: null } }
}

function wholeAnswer(settings: SimulatedAi, { shape, model, id, created }: SimulatedCall): unknown {
  const { completion_tokens } = settings
  const text = textOf(completion_tokens)
  switch (shape) {
    case 'messages':
      return {
        id: `msg_${id}`,
        type: 'message',
        role: 'assistant',
        model,
        content: [{ type: 'text', text }],
        stop_reason: 'end_turn',
        stop_sequence: null,
        usage: { input_tokens: settings.prompt_tokens, output_tokens: completion_tokens },
      }
    case 'completion': {
      const choices = [{ index: 0, text, logprobs: null, finish_reason: 'stop' }]
      return {
        id: `cmpl-${id}`,
        object: 'text_completion',
        created,
        model,
        choices,
        usage: usageOf(settings),
      }
    }
    case 'chat': {
      const message = { role: 'assistant', content: text }
      const choices = [{ index: 0, message, logprobs: null, finish_reason: 'stop' }]
      return {
        id: `chatcmpl-${id}`,
        object: 'chat.completion',
        created,
        model,
        choices,
        usage: usageOf(settings),
      }
    }
  }
}

function usageOf({ prompt_tokens, completion_tokens }: SimulatedAi) {
  return { prompt_tokens, completion_tokens, total_tokens: prompt_tokens + completion_tokens }
}

function* openAiStream(settings: SimulatedAi, call: SimulatedCall): Generator<string> {
  const { shape, model, id, created } = call
  const head =
    shape === 'chat'
      ? { id: `chatcmpl-${id}`, object: 'chat.completion.chunk', created, model }
      : { id: `cmpl-${id}`, object: 'text_completion', created, model }
  const choice = (delta: object, finish_reason: string | null = null) => ({
    ...head,
    choices: [{ index: 0, ...delta, logprobs: null, finish_reason }],
  })
  const textPart = (text: string) => (shape === 'chat' ? { delta: { content: text } } : { text })
  if (shape === 'chat') yield event(choice({ delta: { role: 'assistant', content: '' } }))
  for (const text of textPieces(settings.completion_tokens)) yield event(choice(textPart(text)))
  yield event(choice(shape === 'chat' ? { delta: {} } : { text: '' }, 'stop'))
  if (settings.stream_usage || call.includeUsage) {
    yield event({ ...head, choices: [], usage: usageOf(settings) })
  }
  yield 'data: [DONE]\n\n'
}

function* anthropicStream(settings: SimulatedAi, { model, id }: SimulatedCall): Generator<string> {
  const { prompt_tokens, completion_tokens } = settings
  const message = {
    id: `msg_${id}`,
    type: 'message',
    role: 'assistant',
    model,
    content: [],
    stop_reason: null,
  }
  // As Anthropic does: the first event states one output token already.
  const usage = { input_tokens: prompt_tokens, output_tokens: 1 }
  yield named({ type: 'message_start', message: { ...message, usage } })
  yield named({ type: 'content_block_start', index: 0, content_block: { type: 'text', text: '' } })
  for (const text of textPieces(completion_tokens)) {
    yield named({ type: 'content_block_delta', index: 0, delta: { type: 'text_delta', text } })
  }
  yield named({ type: 'content_block_stop', index: 0 })
  yield named({
    type: 'message_delta',
    delta: { stop_reason: 'end_turn', stop_sequence: null },
    usage: { output_tokens: completion_tokens },
  })
  yield named({ type: 'message_stop' })
}

function event(value: unknown): string {
  return `data: ${JSON.stringify(value)}\n\n`
}

function named<T extends { type: string }>(value: T): string {
  return `event: ${value.type}\n${event(value)}`
}

/** Four bytes a token, the last one without its space: Kong's estimate of the text is the number asked for. */
function textOf(tokens: number): string {
  return tokens === 0 ? '' : `${'tok '.repeat(tokens - 1)}tok`
}

function* textPieces(tokens: number): Generator<string> {
  const text = textOf(tokens)
  const length = 4 * Math.max(1, Math.ceil(tokens / MAX_TEXT_EVENTS))
  for (let start = 0; start < text.length; start += length) yield text.slice(start, start + length)
}
