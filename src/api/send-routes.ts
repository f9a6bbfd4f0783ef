/** Sends the page's requests through the studio's own gateway. */
import { apiError } from './problem.ts'
import { type GatewayAnswer, type SendToGateway, sendRequests } from './send-contract.ts'
import { type Route, route } from './serve.ts'

export interface SendParts {
  /** Absent where there is no gateway to send to. */
  sendToGateway?: SendToGateway | undefined
}

export function createSendRoutes({ sendToGateway }: SendParts): Route[] {
  return [
    route(sendRequests, async ({ body: { requests } }) => {
      if (sendToGateway === undefined) throw apiError(501, 'There is no gateway to send requests to')
      const answers: GatewayAnswer[] = []
      for (const request of requests) answers.push(await sendToGateway(request))
      return { answers }
    }),
  ]
}
