import { Copy, Plus, Trash2 } from 'lucide-react'
import { Button } from '#ui/button.tsx'
import { useDrafts } from '../drafts.ts'
import styles from './compose.module.css'
import { type ComposedRequest, newRequest, requestText } from './composed-request.ts'
import { PasteBox } from './paste-box.tsx'
import { RequestForm } from './request-form.tsx'

/** The requests to send, one of them in the form. */
export function ComposePanel({ consumers }: { consumers: readonly string[] }) {
  const { requests, chosen, setRequests } = useDrafts()
  const request = requests[chosen]
  const set = (changed: ComposedRequest) =>
    setRequests(
      requests.map((known, index) => (index === chosen ? changed : known)),
      chosen,
    )
  return (
    <div className={styles.panel}>
      <PasteBox />
      <RequestList />
      {request && <RequestForm key={chosen} request={request} consumers={consumers} onChange={set} />}
    </div>
  )
}

/** All requests, where there are several; and ways to have more. */
function RequestList() {
  const { requests, chosen, setRequests } = useDrafts()
  const request = requests[chosen] ?? newRequest
  return (
    <div className={styles.group}>
      {requests.length > 1 && (
        <ol className={styles.requests} aria-label="Requests to send">
          {requests.map((known, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: a request has no other identity than its place
            <li key={index}>
              <Button
                size="small"
                variant="quiet"
                aria-pressed={index === chosen}
                onClick={() => setRequests(requests, index)}
              >
                {requestText(known)}
              </Button>
              <Button
                size="small"
                variant="quiet"
                icon={<Trash2 aria-hidden="true" />}
                aria-label={`Remove request ${index + 1}, ${requestText(known)}`}
                onClick={() =>
                  setRequests(
                    requests.filter((_, at) => at !== index),
                    index < chosen ? chosen - 1 : chosen,
                  )
                }
              />
            </li>
          ))}
        </ol>
      )}
      <div className={styles.actions}>
        <Button
          size="small"
          icon={<Plus aria-hidden="true" />}
          onClick={() => setRequests([...requests, newRequest], requests.length)}
        >
          Request
        </Button>
        <Button
          size="small"
          icon={<Copy aria-hidden="true" />}
          onClick={() => setRequests(requests.toSpliced(chosen + 1, 0, request), chosen + 1)}
        >
          Duplicate
        </Button>
      </div>
    </div>
  )
}
