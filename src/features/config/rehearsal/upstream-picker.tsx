import type { GatewayStatus } from '#api/contract.ts'
import { Select } from '#ui/input.tsx'
import { isDemo } from '#ui/is-demo.ts'
import { type SimulatedAi, simulatedAi } from '#workspaces/simulated-ai.ts'
import type { UpstreamChoice } from '#workspaces/workspace-content.ts'
import { useWorkspace } from '../workspace-provider.tsx'

export type RehearsedService = GatewayStatus['services'][number]

/** Who answers for a Service, and how to choose another. */
export function useUpstream({ name, upstream }: RehearsedService) {
  const upstreams = useWorkspace(({ settings }) => settings.upstreams)
  const changeSettings = useWorkspace(workspace => workspace.changeSettings)
  return {
    chosen: upstreams[name] ?? upstream,
    choose: (choice: UpstreamChoice) => changeSettings({ upstreams: { ...upstreams, [name]: choice } }),
  }
}

/** The simulated provider begins with its defaults. */
function choiceNamed(kind: string): UpstreamChoice {
  if (kind === 'ai') return simulatedAi.parse({ kind })
  return kind === 'forward' ? kind : 'echo'
}

export function UpstreamSelect({ service }: { service: RehearsedService }) {
  const { chosen, choose } = useUpstream(service)
  const wanted = typeof chosen === 'object' ? chosen.kind : chosen
  // In the demo the echo answers in the place of every upstream.
  const kind = isDemo && wanted === 'forward' ? 'echo' : wanted
  return (
    <Select
      aria-label={`Upstream of ${service.name}`}
      title={titles[kind](service.upstream_url)}
      value={kind}
      onChange={event => choose(choiceNamed(event.target.value))}
    >
      <option value="echo">Built-in echo answers</option>
      <option value="ai">Simulated AI provider answers</option>
      <option value="forward" disabled={isDemo}>
        {isDemo ? 'Forwarding needs the studio’s server' : `Forward to ${service.upstream_url}`}
      </option>
    </Select>
  )
}

const titles: Record<'echo' | 'ai' | 'forward', (url: string) => string> = {
  echo: url => `The studio's echo answers in place of ${url}`,
  ai: () => 'The studio answers as an AI provider would; no model is called',
  forward: url => `Requests go to your upstream at ${url}`,
}

/** `12 + 34 tokens`. */
export function tokensText({ prompt_tokens, completion_tokens }: SimulatedAi): string {
  return `${prompt_tokens.toLocaleString()} + ${completion_tokens.toLocaleString()} tokens`
}
