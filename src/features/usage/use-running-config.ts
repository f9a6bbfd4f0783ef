import { useQuery } from '@tanstack/react-query'
import { getGateway, getWorkspace } from '#api/contract.ts'
import type { MeteredConfig } from '#events/generate-meters.ts'
import { call } from './call.ts'

/** What the workspace that the gateway runs emits, all its plugins together; null without a valid plugin. */
export function useRunningConfig() {
  return useQuery({ queryKey: ['usage', 'running-config'], queryFn: readRunningConfig, staleTime: 0 })
}

async function readRunningConfig(): Promise<MeteredConfig | null> {
  const { workspace_id: id } = await call(getGateway)
  if (id === null) return null
  const { text, gateway_release } = await call(getWorkspace, { params: { id } })
  const { readDocument } = await import('#formats/document.ts')
  const configs = readDocument(text, gateway_release).plugins.flatMap(({ config }) => config ?? [])
  if (configs.length === 0) return null
  return {
    meter_api_requests: configs.some(of => of.meter_api_requests),
    meter_ai_token_usage: configs.some(of => of.meter_ai_token_usage),
    attributes: configs.flatMap(of => of.attributes ?? []),
  }
}
