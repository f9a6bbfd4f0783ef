import { useLocation } from 'wouter'
import type { ComposedRequest } from '../compose/composed-request.ts'
import { useDrafts } from '../drafts.ts'
import type { PlayedRequest } from '../run/job.ts'
import { useSimulatedWorkspace } from '../simulated-workspace.ts'
import { useDocumentNames } from '../use-document-names.ts'
import type { RequestMend } from './mend.ts'

/** The request as its mend changes it. */
export function mendedRequest(request: ComposedRequest, mend: RequestMend): ComposedRequest {
  if (mend.kind === 'consumer') return { ...request, consumer: mend.name }
  return { ...request, headers: [...request.headers, { name: mend.name, value: '' }] }
}

/** What can be done with the requests of a run that was not composed: they go to the composer. */
export function useMending(toComposed: (played: PlayedRequest) => ComposedRequest) {
  const { document } = useSimulatedWorkspace()
  const { consumers } = useDocumentNames(document)
  const [, navigate] = useLocation()
  const compose = (request: ComposedRequest) => {
    const { requests, setRequests } = useDrafts.getState()
    setRequests([...requests, request], requests.length)
    navigate('/simulate')
  }
  return {
    consumers,
    onEdit: (played: PlayedRequest) => compose(toComposed(played)),
    onMend: (mend: RequestMend, played: PlayedRequest) => compose(mendedRequest(toComposed(played), mend)),
  }
}
