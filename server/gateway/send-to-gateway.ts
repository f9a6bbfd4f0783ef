/** Sends requests to the studio's own gateway, as a client on this machine would. */
import { Client } from 'undici'
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

/** `gatewayUrl` has the port that the gateway really listens on. */
export function createSendToGateway(gatewayUrl: () => string): SendToGateway {
  return async ({ method, uri, headers, body }: GatewayRequestToSend): Promise<GatewayAnswer> => {
    const client = new Client(new URL(gatewayUrl()).origin)
    try {
      const answer = await client.request({
        // As it is written: a URL would be normalised.
        path: uri,
        method: method as 'GET',
        headers: headers.filter(([name]) => !OWN_HEADERS.has(name.toLowerCase())).flat(),
        ...(body !== undefined && { body }),
        headersTimeout: TIMEOUT_MILLISECONDS,
        bodyTimeout: TIMEOUT_MILLISECONDS,
      })
      await answer.body.dump()
      return { status: answer.statusCode }
    } catch (cause) {
      return { error: cause instanceof Error ? cause.message : String(cause) }
    } finally {
      await client.close()
    }
  }
}
