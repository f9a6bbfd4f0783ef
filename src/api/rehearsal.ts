/** The rehearsal gateway as the API sees it; `server/gateway` is one, the mocks are another. */
import type { z } from 'zod'
import type { GatewayMisses } from '#billing/missed-usage.ts'
import type { ExchangePage, GatewayStatus, listExchanges, Workspace } from './contract.ts'

export type ExchangeQuery = z.output<typeof listExchanges.query>

export interface Rehearsal {
  status(): GatewayStatus
  /** Makes the workspace's document the one that runs. A document with errors leaves the last valid one running. */
  apply(workspace: Workspace): Promise<void> | void
  /** Empties the gateway if it runs this workspace: it was deleted. */
  forget(workspaceId: string): void
  /** In memory only; an empty value forgets it. */
  setVariable(name: string, value: string): { name: string; set: boolean }
  exchanges(query: ExchangeQuery): ExchangePage
  /** What of the exchanges that it still keeps was dropped, lost or rejected. */
  missed(): GatewayMisses
}
