import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Link } from 'wouter'
import { type GatewayAnswer, sendRequests } from '#api/send-contract.ts'
import { Button } from '#ui/button.tsx'
import { CodeBlock } from '#ui/code-block.tsx'
import { call } from '../studio.ts'
import type { LoopedRequest } from './request-loop.ts'
import styles from './send-dialog.module.css'

interface SendInPageProps {
  request: LoopedRequest
  /** Where the gateway would listen. */
  host: string
}

/** Sends the tutorial's three requests where no terminal can: to the gateway in the page. */
export function SendInPage({ request, host }: SendInPageProps) {
  const queries = useQueryClient()
  const { path, headers, body } = request
  const method = body === undefined ? 'GET' : 'POST'
  const one = { method, uri: path, headers, ...(body !== undefined && { body }) }
  const sending = useMutation({
    mutationFn: () => call(sendRequests, { body: { requests: [one, one, one] } }),
    onSuccess: () => queries.invalidateQueries(),
  })
  const text = [`${method} ${path} HTTP/1.1`, `Host: ${host}`, ...headers.map(header => header.join(': '))]
  return (
    <>
      <p className={styles.lead}>
        In this demo the gateway runs in the page: no port is open, so no terminal can reach it. The button
        sends what the tutorial's loop sends.
      </p>
      <CodeBlock
        text={[...text, ...(body === undefined ? [] : ['', body])].join('\n')}
        language="shell"
        label="The request"
      />
      <div className={styles.send}>
        <Button
          variant="primary"
          disabledReason={sending.isPending ? 'The last ones are on their way' : undefined}
          onClick={() => sending.mutate()}
        >
          Send 3 requests
        </Button>
        <span role="status">
          {sending.data && (
            <>
              Answered {answersText(sending.data.answers)}. <Link href="/events">See them under Events</Link>
            </>
          )}
          {sending.error && `Nothing was sent: ${sending.error.message}`}
        </span>
      </div>
    </>
  )
}

/** `200, 200, 200`. */
function answersText(answers: readonly GatewayAnswer[]): string {
  return answers.map(answer => ('status' in answer ? answer.status : answer.error)).join(', ')
}
