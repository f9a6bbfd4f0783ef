import { z } from 'zod'
import type { Pass } from '#gateway/access.ts'
import type { SimulatedCall } from './simulated-provider.ts'

const prompt = z
  .looseObject({
    model: z.string().catch('simulated'),
    stream: z.boolean().catch(false),
    stream_options: z
      .looseObject({ include_usage: z.boolean().catch(false) })
      .optional()
      .catch(undefined),
  })
  .catch({ model: 'simulated', stream: false })

/** What was asked: as an AI plugin understood it, or without one as the request says. */
export function simulatedCall(pass: Pass, path: string, body: Uint8Array): SimulatedCall {
  const { model, stream, stream_options } = prompt.parse(jsonOf(body))
  return {
    shape: shapeOf(pass.ai?.plugin.llmFormat, pass.ai?.target.routeType, path),
    model: pass.ai?.model ?? model,
    streaming: pass.ai?.streaming ?? stream,
    includeUsage: stream_options?.include_usage ?? false,
    id: pass.request.id,
    created: Math.floor(pass.request.startedAt / 1000),
  }
}

/** Kong answers in the format of the plugin; without one, or with `preserve`, the path tells. */
function shapeOf(
  format: string | undefined,
  routeType: string | undefined,
  path: string,
): SimulatedCall['shape'] {
  if (format === 'anthropic') return 'messages'
  if (routeType === 'llm/v1/completions') return 'completion'
  if (routeType !== undefined && routeType !== 'preserve') return 'chat'
  const [plain = ''] = path.split('?', 1)
  if (plain.endsWith('/messages')) return 'messages'
  return plain.endsWith('/completions') && !plain.endsWith('/chat/completions') ? 'completion' : 'chat'
}

function jsonOf(body: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(body))
  } catch {
    return undefined
  }
}
