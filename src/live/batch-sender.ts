/** How batches of usage events leave the gateway: over HTTP, or within the page. */
import type { BatchBody } from '#metering/batch.ts'

/** Where a batch goes; times in milliseconds, as in the plugin's config. */
export interface DeliveryTarget {
  /** The ingest endpoint as configured, with its variables resolved. */
  endpoint: string
  token: string
  timeoutMilliseconds: number
  keepaliveMilliseconds: number
  sslVerify: boolean
}

/** `status` is absent when there was no answer; `elsewhere` is set where the studio's own store is not what was sent to. */
export type SendOutcome = ({ ok: true; status: number } | { ok: false; status?: number; error: string }) & {
  elsewhere?: true
}

export interface BatchSender {
  send(batch: BatchBody, target: DeliveryTarget): Promise<SendOutcome>
  close(): Promise<void>
}
