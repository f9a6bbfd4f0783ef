import { useLocation } from 'wouter'
import type { ComposedRequest } from '../compose/composed-request.ts'
import { useDrafts } from '../drafts.ts'
import type { PlayedRequest } from '../run/job.ts'
import { useSimulatedWorkspace } from '../simulated-workspace.ts'
import { useDocumentNames } from '../use-document-names.ts'
import type { Mend } from './mend.ts'

/** The request as its mend changes it. */
export function mendedRequest(request: ComposedRequest, mend: Mend): ComposedRequest {
  if (mend.kind === 'consumer') return { ...request, consumer: mend.name }
  if (mend.kind === 'document') return request
  return { ...request, headers: [...request.headers, { name: mend.name, value: '' }] }
}

/** What can be done with the requests of a run that was not composed: they go to the composer. */
export function useMending(toComposed: (played: PlayedRequest) => ComposedRequest) {
  const { document, changeText } = useSimulatedWorkspace()
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
    onMend: (mend: Mend, played: PlayedRequest) =>
      mend.kind === 'document'
        ? changeText(mend.change(document.text))
        : compose(mendedRequest(toComposed(played), mend)),
  }
}
