/** An AI plugin's access phase: reads the request's body, refuses what Kong refuses, and chooses the model. */
import { z } from 'zod'
import type { AiUsage } from '#metering/exchange.ts'
import type { Pass } from './access.ts'
import { type AnswerReader, createAnswerReader } from './ai-answer.ts'
import type { AiPlugin, AiTarget } from './ai-plugin.ts'
import { firstHeader } from './header-list.ts'
import { parseJson } from './parse-json.ts'
import type { GatewayAnswer } from './respond.ts'

/** A request on its way to a model. */
export interface AiCall {
  plugin: AiPlugin
  target: AiTarget
  streaming: boolean
  /** The model that is asked for. */
  model: string
  /** The words of the prompt, weighed; undefined for providers that always state their counts. */
  promptEstimate: number | undefined
  /** Looks at the answer as it passes. */
  answer: AnswerReader
  /** `Hit` when a cache answered in place of the model. */
  cacheStatus: string | undefined
  /** The body with what Kong sets in it; undefined where it goes on as it is. */
  body: Uint8Array | undefined
}

/** Where a prompt count is read from the provider's own events (kong/llm/drivers/shared.lua, streaming_has_token_counts). */
const STATES_COUNTS: ReadonlySet<string> = new Set(['cohere', 'llama2', 'anthropic', 'gemini', 'bedrock'])
/** The kinds of routes whose requests are always JSON. */
const BODY_ROUTES: ReadonlySet<string> = new Set([
  'llm/v1/chat',
  'llm/v1/completions',
  'llm/v1/embeddings',
  'preserve',
])
/** A word is that many tokens, in Kong's estimate. */
const TOKENS_PER_WORD = { streaming: 1.8, whole: 1 }

/** The call, or Kong's answer in the place of the model. */
export function openAiCall(pass: Pass, plugin: AiPlugin): AiCall | { refused: GatewayAnswer } {
  const target = plugin.nextTarget()
  if (isUnread(pass, target)) {
    return callOf({ plugin, target, asked: {}, streaming: false, model: target.model ?? 'NOT_SPECIFIED' })
  }
  const asked = readRequest(pass, plugin)
  if (asked === undefined) {
    return refused('content-type header does not match request body, or bad JSON formatting')
  }
  const model = target.model ?? asked.model
  if (!hasPrompt(asked, plugin, target)) return refused("request body doesn't contain valid prompts")
  if (asked.model && asked.model !== model) return refused(`cannot use own model - must be: ${model}`)
  if (!model) return refused('model parameter not found in request, nor in gateway configuration')
  const streaming = asked.stream || plugin.streaming === 'always'
  if (streaming && plugin.streaming === 'deny') {
    return refused('response streaming is not enabled for this LLM')
  }
  return callOf({ plugin, target, asked, streaming, model })
}

/** A file goes to the model as it is; lists of files and realtime connections have no body. */
function isUnread({ body, headers }: Pass, { routeType }: AiTarget): boolean {
  if (firstHeader(headers, 'content-type')?.includes('multipart/form-data')) return true
  return body?.bytes.length === 0 && !BODY_ROUTES.has(routeType)
}

function refused(message: string): { refused: GatewayAnswer } {
  return { refused: { status: 400, message, json: { error: { message } } } }
}

const llmRequest = z.looseObject({
  model: z.string().optional().catch(undefined),
  stream: z.unknown().optional().transform(Boolean),
  messages: z.array(z.unknown()).optional().catch(undefined),
  prompt: z.unknown().optional(),
})
type LlmRequest = z.output<typeof llmRequest>

/** The body as Kong's AI plugins get it; undefined when it is too long, no JSON, or said to be something else. */
function readRequest({ body, headers }: Pass, { maxBodyBytes }: AiPlugin): LlmRequest | undefined {
  const contentType = firstHeader(headers, 'content-type') ?? 'application/json'
  if (!contentType.toLowerCase().includes('application/json')) return undefined
  if (body === undefined || !body.complete || body.bytes.length > maxBodyBytes) return undefined
  return llmRequest.safeParse(parseJson(new TextDecoder().decode(body.bytes))).data
}

/** Native formats and other kinds of routes have prompts of their own, which are not looked into. */
function hasPrompt(
  { messages, prompt }: LlmRequest,
  { llmFormat }: AiPlugin,
  { routeType }: AiTarget,
): boolean {
  const known = routeType === 'llm/v1/chat' || routeType === 'llm/v1/completions'
  if (!known || !['openai', 'anthropic'].includes(llmFormat)) return true
  return (messages !== undefined && messages.length > 0) || typeof prompt === 'string'
}

interface CallParts extends Pick<AiCall, 'plugin' | 'target' | 'streaming' | 'model'> {
  asked: Partial<LlmRequest>
}

function callOf({ asked, ...call }: CallParts): AiCall {
  const { target, streaming } = call
  return {
    ...call,
    promptEstimate: STATES_COUNTS.has(target.provider) ? undefined : promptEstimate(asked, streaming),
    answer: createAnswerReader(),
    cacheStatus: undefined,
    body: rewritten(asked, call),
  }
}

/** Kong sets the configured model, and `stream` where every answer is streamed. */
function rewritten(asked: Partial<LlmRequest>, { target, model, streaming }: Omit<CallParts, 'asked'>) {
  const { messages, prompt } = asked
  if (target.routeType === 'preserve' || (messages === undefined && prompt === undefined)) return undefined
  if (asked.model === model && asked.stream === streaming) return undefined
  const { stream: _, ...kept } = asked
  return new TextEncoder().encode(JSON.stringify({ ...kept, model, ...(streaming && { stream: true }) }))
}

/** The words of all messages or of the prompt, weighed and rounded (kong/llm/drivers/shared.lua, calculate_cost). */
function promptEstimate({ messages, prompt }: Partial<LlmRequest>, streaming: boolean): number {
  const texts =
    messages === undefined ? textsOf(prompt) : messages.flatMap(message => textsOf(contentOf(message)))
  const words = texts.reduce((sum, text) => sum + (text.match(/[^ \t\n\v\f\r]+/g)?.length ?? 0), 0)
  return Math.floor(words * (streaming ? TOKENS_PER_WORD.streaming : TOKENS_PER_WORD.whole) + 0.5)
}

const withContent = z.looseObject({ content: z.unknown().optional() })
const withText = z.looseObject({ text: z.string() })

function contentOf(message: unknown): unknown {
  return withContent.safeParse(message).data?.content
}

/** A text, or the texts of a list of texts and of parts with a text. */
function textsOf(content: unknown): string[] {
  if (typeof content === 'string') return [content]
  if (!Array.isArray(content)) return []
  return content.flatMap(part =>
    typeof part === 'string' ? [part] : (withText.safeParse(part).data?.text ?? []),
  )
}

/** Where a call's token counts are from, for the trace. */
export interface TokenReading {
  prompt: { tokens: number; from: TokenSource }
  completion: { tokens: number; from: TokenSource }
}

/** `no-payload`: Kong's estimate needs the text, which it keeps with `log_payloads` only. */
type TokenSource = 'answer' | 'stream' | 'estimate' | 'no-payload' | 'absent'

/** The counts of a call whose answer is through, or will never come (decision 7). */
export function readTokens({ answer, promptEstimate, target }: AiCall): TokenReading {
  const { kind, prompt, completion, textBytes } = answer.tokens()
  const stated = kind === 'stream' ? 'stream' : 'answer'
  const estimate = (tokens: number) => ({ tokens, from: 'estimate' }) as const
  const absent = { tokens: 0, from: 'absent' } as const
  const fromText = target.logPayloads
    ? estimate(Math.ceil(textBytes / 4))
    : { tokens: 0, from: 'no-payload' as const }
  const unstated = kind === 'stream' ? fromText : absent
  const unstatedPrompt = promptEstimate === undefined ? absent : estimate(promptEstimate)
  return {
    prompt: prompt === undefined ? unstatedPrompt : { tokens: Math.round(prompt), from: stated },
    completion: completion === undefined ? unstated : { tokens: Math.round(completion), from: stated },
  }
}

/** What the AI plugin logs of a call; undefined without `log_statistics` (kong/llm, serialize-analytics). */
export function aiUsageOf(call: AiCall): AiUsage | undefined {
  const { plugin, target, model, cacheStatus } = call
  if (!target.logStatistics) return undefined
  const { prompt, completion } = readTokens(call)
  return {
    plugin_id: plugin.row.id,
    plugin_name: plugin.row.name,
    provider: target.provider,
    request_model: model,
    response_model: call.answer.tokens().model ?? model,
    prompt_tokens: prompt.tokens,
    completion_tokens: completion.tokens,
    ...(cacheStatus !== undefined && { cache_status: cacheStatus }),
    estimated: [prompt.from, completion.from].some(from => from === 'estimate' || from === 'no-payload'),
  }
}
