import { describe, expect, test } from 'vitest'
import type { GatewayStatus } from '#api/contract.ts'
import { simulatedAi } from '#workspaces/simulated-ai.ts'
import { eventsSaid, requestsSaid } from './traffic-text.ts'

type Upstream = GatewayStatus['services'][number]['upstream']
const ai = simulatedAi.parse({ kind: 'ai' })

describe('requests', () => {
  test.for<[Upstream[], string, string]>([
    [[], 'no Service yet', 'no Service'],
    [['echo'], 'answered by the built-in echo', 'echo'],
    [[ai, ai], 'answered by the simulated AI provider', 'simulated AI'],
    [['echo', ai], 'answered by the built-in echo and the simulated AI provider', 'echo, AI'],
    [['forward'], 'forwarded to http://10.0.0.1:8080/api', '10.0.0.1:8080'],
    [['echo', 'forward'], '1 of 2 Services forwarded, to http://10.0.0.2:8080/api', '1 of 2 forwarded'],
    [['forward', 'forward', ai], '2 of 3 Services forwarded', '2 of 3 forwarded'],
  ])('%j: %s', ([upstreams, text, short]) => {
    const services = upstreams.map((upstream, index) => ({
      id: `s${index}`,
      name: `service-${index}`,
      upstream_url: `http://10.0.0.${index + 1}:8080/api`,
      upstream,
    }))
    expect(requestsSaid(services)).toEqual({ text, short, isReal: upstreams.includes('forward') })
  })
})

describe('events', () => {
  const endpoints = ['https://us.api.konghq.com/v3/openmeter/events']
  test.for<[GatewayStatus['delivery'], string, string]>([
    [
      { target: 'studio', endpoints: ['http://127.0.0.1:4400/v3'], problems: [] },
      'simulated, nothing is sent to Konnect',
      'events simulated',
    ],
    [{ target: 'endpoint', endpoints, problems: [] }, `sent to ${endpoints}`, 'events real'],
    [
      { target: 'endpoint', endpoints, problems: ['TOKEN has no value'] },
      'not sent: TOKEN has no value',
      'events not sent',
    ],
    [
      { target: 'endpoint', endpoints: [], problems: [] },
      'real, once the document has a plugin',
      'events real',
    ],
  ])('%j: %s', ([delivery, text, short]) => {
    expect(eventsSaid(delivery)).toEqual({ text, short, isReal: delivery.target === 'endpoint' })
  })
})
