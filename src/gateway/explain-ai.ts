/** An AI plugin's part of the decision trace: the model it asked for, and where each token count is from. */
import type { PluginRow } from '#entities/gateway-state.ts'
import type { TraceStep } from '#metering/trace.ts'
import type { Pass } from './access.ts'
import { readTokens, type TokenReading } from './ai-call.ts'

/** Which model the plugin asks, and how. */
export function explainModel(row: PluginRow, { ai }: Pass): TraceStep {
  if (ai === undefined) return { step: 'ai', outcome: 'skipped', summary: row.name, path: [...row.origin] }
  const { target, model, streaming, plugin } = ai
  const others = plugin.targets.length > 1 ? `, one of ${plugin.targets.length} targets` : ''
  return {
    step: 'ai',
    outcome: 'ok',
    summary: `${row.name} = ${target.provider}/${model}${others} (${target.routeType}), ${streaming ? 'streamed' : 'in one answer'}`,
    path: [...target.origin, 'model'],
    why: "The request's `stream` and the plugin's `response_streaming` decide whether the answer is streamed.",
  }
}

/** The tokens of the call, or why nothing is logged of it; no step for a request without a call. */
export function explainTokens({ ai }: Pass): TraceStep[] {
  if (ai === undefined) return []
  const { row } = ai.plugin
  const path = [...ai.target.origin, 'logging', 'log_statistics']
  if (!ai.target.logStatistics) {
    const summary = `${row.name}: logging.log_statistics is off, so no token counts are logged`
    const why =
      'Without log_statistics an AI plugin logs no usage data, and there is no kong.llm_request event.'
    return [{ step: 'ai', outcome: 'failed', summary, path, why }]
  }
  const reading = readTokens(ai)
  const cached = ai.cacheStatus === undefined ? '' : `; cache ${ai.cacheStatus}`
  const summary = `${row.name}: ${sideText('prompt', reading)}, ${sideText('completion', reading)}${cached}`
  return [{ step: 'ai', outcome: 'ok', summary, path, why: whyOf(reading, ai.target.provider) }]
}

function sideText(side: keyof TokenReading, reading: TokenReading): string {
  const { tokens, from } = reading[side]
  return `${tokens} ${side} tokens (${sources[from]})`
}

const sources: Record<TokenReading['prompt']['from'], string> = {
  answer: "the answer's usage",
  stream: 'stated in the stream',
  estimate: 'estimated',
  'no-payload': 'not stated, and not estimated without logging.log_payloads',
  absent: 'not stated',
}

function whyOf({ prompt, completion }: TokenReading, provider: string): string {
  if (completion.from === 'estimate' || completion.from === 'no-payload') {
    return "Kong's estimate for a stream that states no usage: 1.8 tokens per word of the prompt, and a token per 4 bytes of the text that log_payloads keeps (decision 7)."
  }
  if (prompt.from === 'estimate') {
    return "The words of the prompt count where the model's answer states nothing, also when the call failed (kong/llm)."
  }
  return completion.from === 'stream' && provider === 'anthropic'
    ? "Kong adds up what Anthropic's events state: message_start's output tokens count beside message_delta's (kong/llm)."
    : "Token counts are those of the answer's usage object."
}
