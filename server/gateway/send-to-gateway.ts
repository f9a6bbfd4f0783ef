/** Sends requests to the studio's own gateway, as a client on this machine would. */
import { Pool } from 'undici'
import type { GatewayAnswer, GatewayRequestToSend, SendToGateway } from '#api/send-contract.ts'

/** The client writes these itself. */
const OWN_HEADERS = new Set([
  'connection',
  'content-length',
  'expect',
  'keep-alive',
  'transfer-encoding',
  'upgrade',
])
const TIMEOUT_MILLISECONDS = 70_000
/** Less than the gateway's own, so that no request meets a connection that is just being closed. */
const KEPT_MILLISECONDS = 4000

export interface GatewaySender {
  send: SendToGateway
  close(): Promise<void>
}

/** `gatewayUrl` has the port that the gateway really listens on; it is asked when the first request is sent. */
export function createSendToGateway(gatewayUrl: () => string): GatewaySender {
  let pool: Pool | undefined
  const connect = () =>
    new Pool(new URL(gatewayUrl()).origin, {
      keepAliveTimeout: KEPT_MILLISECONDS,
      headersTimeout: TIMEOUT_MILLISECONDS,
      bodyTimeout: TIMEOUT_MILLISECONDS,
    })

  async function send({ method, uri, headers, body }: GatewayRequestToSend): Promise<GatewayAnswer> {
    try {
      pool ??= connect()
      const answer = await pool.request({
        // As it is written: a URL would be normalised.
        path: uri,
        method: method as 'GET',
        headers: headers.filter(([name]) => !OWN_HEADERS.has(name.toLowerCase())).flat(),
        ...(body !== undefined && { body }),
      })
      await answer.body.dump()
      return { status: answer.statusCode }
    } catch (cause) {
      return { error: cause instanceof Error ? cause.message : String(cause) }
    }
  }

  return { send, close: async () => pool?.close() }
}
