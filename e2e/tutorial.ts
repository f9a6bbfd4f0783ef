/** Kong's tutorial "Meter API requests by Consumer", as a reader copies it. */
import { consumer, indentedPrerequisites, keyAuth, metering } from '#testing/tutorial-blocks.ts'

export const tutorialBlocks = [indentedPrerequisites, consumer, keyAuth, metering].map(block =>
  block.trimEnd(),
)

const loop = `for _ in {1..3}; do
  curl -i http://localhost:8000/anything \\
       -H "apikey: alice-key"
  echo
done`

/** The tutorial's own loop, at the port that the gateway really has. */
export function threeRequests(gateway: string): string {
  return loop.replace('http://localhost:8000', gateway)
}

/** The four blocks as one document. */
export const tutorialDocument = `_format_version: "3.0"
services:
  - name: example-service
    url: http://httpbin.konghq.com/anything
routes:
  - name: example-route
    paths:
      - "/anything"
    service:
      name: example-service
    protocols:
      - http
      - https
consumers:
  - username: alice
    keyauth_credentials:
      - key: alice-key
plugins:
  - name: key-auth
    service: example-service
    config:
      key_names:
        - apikey
  - name: metering-and-billing
    service: example-service
    config:
      ingest_endpoint: https://us.api.konghq.com/v3/openmeter/events
      api_token: "\${{ env "DECK_AUTH_TOKEN" }}"
      meter_api_requests: true
      meter_ai_token_usage: false
      subject:
        look_up_value_in: consumer
`
