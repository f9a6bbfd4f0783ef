import { useQuery } from '@tanstack/react-query'
import { type GatewayStatus, getGateway } from '#api/contract.ts'
import { call } from './call.ts'

/** What the gateway runs and where it delivers; undefined until the first answer. */
export function useGateway(): GatewayStatus | undefined {
  const { data } = useQuery({
    queryKey: ['gateway'],
    queryFn: () => call(getGateway),
    refetchInterval: 2000,
    retry: false,
  })
  return data
}
