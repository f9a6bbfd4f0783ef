import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type AnswerTokens, createAnswerReader } from './ai-answer.ts'

const utf8 = new TextEncoder()
const EVENT_STREAM = 'text/event-stream; charset=utf-8'

function tokensOf(body: string, contentType = 'application/json', status = 200): AnswerTokens {
  const reader = createAnswerReader()
  reader.begin(status, contentType)
  reader.read(utf8.encode(body))
  return reader.tokens()
}

const events = (...data: unknown[]) =>
  data.map(event => `data: ${typeof event === 'string' ? event : JSON.stringify(event)}\n\n`).join('')
const chunk = (content: string) => ({ model: 'gpt-4o', choices: [{ index: 0, delta: { content } }] })
const finalUsage = { model: 'gpt-4o', choices: [], usage: { prompt_tokens: 9, completion_tokens: 12 } }

const openAiBody = JSON.stringify({
  id: 'chatcmpl-1',
  model: 'gpt-4o-2024',
  choices: [{ message: { role: 'assistant', content: 'Hello, "usage": {}' } }],
  usage: { prompt_tokens: 9, completion_tokens: 12, total_tokens: 21 },
})
const anthropicBody = JSON.stringify({
  type: 'message',
  model: 'claude',
  content: [{ type: 'text', text: 'Hello' }],
  usage: { input_tokens: 9, output_tokens: 12 },
})
const openAiStream = events(chunk('Hello '), chunk('wörld'), finalUsage, '[DONE]')
const anthropicStream = [
  'event: message_start\r\n',
  'data: {"type":"message_start","message":{"model":"claude","usage":{"input_tokens":9,"output_tokens":1}}}\r\n\r\n',
  ': a comment\r\n',
  'event: content_block_delta\r\n',
  'data: {"type":"content_block_delta","delta":{"type":"text_delta","text":"Hello"}}\r\n\r\n',
  'data: {"type":"message_delta","delta":{"stop_reason":"end_turn"},"usage":{"output_tokens":12}}\r\n\r\n',
].join('')

test.for<[string, string, string, Partial<AnswerTokens>]>([
  ['an OpenAI answer', openAiBody, 'application/json', { model: 'gpt-4o-2024', prompt: 9, completion: 12 }],
  ['an Anthropic answer', anthropicBody, 'application/json', { model: 'claude', prompt: 9, completion: 12 }],
  ['an answer without usage', '{"model":"m"}', 'application/json', { model: 'm', prompt: undefined }],
  ['a usage of null', '{"usage":null}', 'application/json', { prompt: undefined, completion: undefined }],
  ['a broken answer', '{"usage":{"prompt', 'application/json', { kind: 'body', prompt: undefined }],
  [
    'a stream with a final usage chunk',
    openAiStream,
    EVENT_STREAM,
    { kind: 'stream', model: 'gpt-4o', prompt: 9, completion: 12, textBytes: 12 },
  ],
  [
    'a stream that states usage in each chunk: the last one counts',
    events({ usage: { prompt_tokens: 9, completion_tokens: 1 } }, finalUsage),
    EVENT_STREAM,
    { prompt: 9, completion: 12 },
  ],
  [
    'a stream without usage: its text, trimmed',
    events(chunk('  Hello'), chunk(' '), chunk('you \n'), { choices: [{ delta: {} }] }, '[DONE]'),
    EVENT_STREAM,
    { prompt: undefined, completion: undefined, textBytes: 9 },
  ],
  [
    'a stream of completions',
    events({ choices: [{ text: 'one' }] }, { choices: [{ text: 'two' }] }),
    EVENT_STREAM,
    { textBytes: 6 },
  ],
  [
    "Anthropic's stream: message_start's output token counts too",
    anthropicStream,
    EVENT_STREAM,
    { model: 'claude', prompt: 9, completion: 13, textBytes: 5 },
  ],
  [
    "a stream of OpenAI's responses",
    events({
      type: 'response.completed',
      response: { model: 'gpt-5', usage: { input_tokens: 9, output_tokens: 12 } },
    }),
    EVENT_STREAM,
    { model: 'gpt-5', prompt: 9, completion: 12 },
  ],
  ['events that are no JSON', 'data: {"usage\n\ndata: 1\n\n', EVENT_STREAM, { prompt: undefined }],
])('%s', ([, body, contentType, expected]) => {
  expect(tokensOf(body, contentType)).toMatchObject(expected)
})

test.for([201, 400, 500])('an answer with status %i is not looked into', status => {
  expect(tokensOf(openAiBody, 'application/json', status)).toMatchObject({
    kind: undefined,
    prompt: undefined,
  })
})

test.for([
  ['a JSON answer', openAiBody, 'application/json'],
  ["OpenAI's stream", openAiStream, EVENT_STREAM],
  ["Anthropic's stream", anthropicStream, EVENT_STREAM],
] as const)('%s gives the same counts wherever its bytes are cut', ([, body, contentType]) => {
  const bytes = utf8.encode(body)
  const whole = tokensOf(body, contentType)
  fc.assert(
    fc.property(fc.array(fc.nat({ max: bytes.length })), cuts => {
      const reader = createAnswerReader()
      reader.begin(200, contentType)
      const places = [0, ...cuts.sort((a, b) => a - b), bytes.length]
      places.slice(1).forEach((end, index) => {
        reader.read(bytes.subarray(places[index], end))
      })
      expect(reader.tokens()).toEqual(whole)
    }),
  )
})

test('an event longer than any provider sends ends the reading, not the answer', () => {
  const reader = createAnswerReader()
  reader.begin(200, EVENT_STREAM)
  reader.read(utf8.encode(events(finalUsage)))
  const piece = utf8.encode('x'.repeat(100_000))
  reader.read(utf8.encode('data: '))
  for (let pieces = 0; pieces < 30; pieces++) reader.read(piece)
  expect(reader.tokens()).toMatchObject({ prompt: 9, completion: 12 })
})
