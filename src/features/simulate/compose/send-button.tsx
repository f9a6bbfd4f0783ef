import { Send } from 'lucide-react'
import { useState } from 'react'
import { useLocation } from 'wouter'
import { MOST_SENT, sendRequests } from '#api/send-contract.ts'
import { Button } from '#ui/button.tsx'
import { notifyAction, notifyError } from '#ui/notify.ts'
import { call } from '../call.ts'
import { useSimulatedWorkspace } from '../simulated-workspace.ts'
import type { ComposedRequest } from './composed-request.ts'
import { answersText, requestsToSend } from './requests-to-send.ts'

/** Sends the requests for real, through the studio's own gateway: they are on the Events page then. */
export function SendButton({ requests }: { requests: readonly ComposedRequest[] }) {
  const { document } = useSimulatedWorkspace()
  const [, navigate] = useLocation()
  const [sending, setSending] = useState(false)
  const total = requests.reduce((sum, { times }) => sum + times, 0)
  const send = async () => {
    const prepared = requestsToSend(requests, document)
    if ('problem' in prepared) return notifyError(prepared.problem)
    setSending(true)
    try {
      const { answers } = await call(sendRequests, { body: prepared })
      await notifyAction(answersText(answers), { label: 'Show events', run: () => navigate('/events') })
    } catch (cause) {
      await notifyError(`They could not be sent: ${cause instanceof Error ? cause.message : String(cause)}`)
    } finally {
      setSending(false)
    }
  }
  return (
    <Button
      icon={<Send aria-hidden="true" />}
      disabledReason={blockedBy(total, sending)}
      title="For real: through the gateway, to the upstreams that Config names. The answers above are not used."
      onClick={() => void send()}
    >
      {sending ? 'Sending…' : 'Send through the gateway'}
    </Button>
  )
}

function blockedBy(total: number, sending: boolean): string | undefined {
  if (sending) return 'The last ones are on their way'
  return total > MOST_SENT ? `No more than ${MOST_SENT} at a time are sent for real` : undefined
}
