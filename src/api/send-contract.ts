/** Requests that the studio sends to its own gateway, as a client on this machine would. */
import { z } from 'zod'
import { post } from './endpoint.ts'

/** Requests in one call. */
export const MOST_SENT = 100

const requestToSend = z.strictObject({
  method: z.string().regex(/^[A-Z]+$/, { error: 'expected a method in capital letters, such as GET' }),
  /** The request target as it is sent, with its query. */
  uri: z.string().startsWith('/', { error: 'expected a path that starts with /' }),
  headers: z.array(z.tuple([z.string(), z.string()])),
  body: z.string().optional(),
})
export type GatewayRequestToSend = z.infer<typeof requestToSend>

/** The status that the gateway answered, or why it did not. */
const gatewayAnswer = z.union([z.object({ status: z.int() }), z.object({ error: z.string() })])
export type GatewayAnswer = z.infer<typeof gatewayAnswer>

export type SendToGateway = (request: GatewayRequestToSend) => Promise<GatewayAnswer>

/** Sends them one after the other; answers in their order. Events may still wait in their queues when it answers. */
export const sendRequests = post(
  '/api/gateway/requests',
  z.strictObject({ requests: z.array(requestToSend).min(1).max(MOST_SENT) }),
  z.object({ answers: z.array(gatewayAnswer) }),
)
