/** Requests to an AI plugin as a scenario describes them, and the provider's answer as the plugin would read it. */
import type { AiCall } from '#gateway/ai-call.ts'
import type { PlannedAiAnswer } from './planned-request.ts'
import { type Random, weightedPick } from './random.ts'
import type { Ai } from './scenario.ts'

/** Kong's estimate of a streamed answer takes so many bytes for a token (kong/llm/drivers/shared.lua). */
const BYTES_PER_TOKEN = 4

/** Draws a request's body and its answer. */
export function createAiDraw(ai: Ai): (random: Random) => { body: string; answer: PlannedAiAnswer } {
  const pickModel = ai.models.length === 0 ? undefined : weightedPick(ai.models)
  const happens = (share: number, random: Random) => share === 1 || (share > 0 && random.share() < share)
  return random => {
    const prompt = random.whole(ai.prompt_tokens)
    const streaming = happens(ai.streaming, random)
    const answer = {
      prompt,
      completion: random.whole(ai.completion_tokens),
      stated: happens(ai.stated, random),
      streaming,
      cached: happens(ai.cached, random),
    }
    const model = pickModel?.(random).model
    const messages = [{ role: 'user', content: 'word '.repeat(Math.max(1, prompt)).trimEnd() }]
    const asked = { ...(model !== undefined && { model }), messages, ...(streaming && { stream: true }) }
    return { body: JSON.stringify(asked), answer }
  }
}

/** Lets the call read the planned answer in the place of one that passes by. */
export function answerAiCall(call: AiCall, status: number, planned: PlannedAiAnswer): void {
  const { prompt, completion, stated, cached } = planned
  if (cached) call.cacheStatus = 'Hit'
  const kind = call.streaming ? 'stream' : 'body'
  const tokens = {
    // Kong looks into answers with status 200 only.
    kind: status === 200 ? kind : undefined,
    model: call.model,
    prompt: stated && status === 200 ? prompt : undefined,
    completion: stated && status === 200 ? completion : undefined,
    textBytes: status === 200 ? completion * BYTES_PER_TOKEN : 0,
  } as const
  call.answer = { begin: () => undefined, read: () => undefined, tokens: () => tokens }
}
