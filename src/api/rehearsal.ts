/** The rehearsal gateway as the API sees it; `server/gateway` is one, the mocks are another. */
import type { z } from 'zod'
import type { GatewayMisses } from '#billing/missed-usage.ts'
import type {
  ExchangeChanges,
  ExchangePage,
  ExchangeRecord,
  GatewayStatus,
  listExchangeChanges,
  listExchanges,
  Workspace,
} from './contract.ts'

export type ExchangeQuery = z.output<typeof listExchanges.query>
export type ChangesQuery = z.output<typeof listExchangeChanges.query>

export interface Rehearsal {
  status(): GatewayStatus
  /** Makes the workspace's document the one that runs. A document with errors leaves the last valid one running. */
  apply(workspace: Workspace): Promise<void> | void
  /** Empties the gateway if it runs this workspace: it was deleted. */
  forget(workspaceId: string): void
  /** In memory only; an empty value forgets it. */
  setVariable(name: string, value: string): { name: string; set: boolean }
  exchanges(query: ExchangeQuery): ExchangePage
  /** Undefined for a request that it does not keep. */
  exchange(requestId: string): ExchangeRecord | undefined
  exchangeChanges(query: ChangesQuery): ExchangeChanges
  /** What of the exchanges that it still keeps was dropped, lost or rejected. */
  missed(): GatewayMisses
}
