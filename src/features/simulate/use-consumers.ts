import { useDeferredValue, useMemo } from 'react'
import { readDocument } from '#formats/document.ts'
import type { SimulatedDocument } from './run/job.ts'

/** Larger documents are not read for the sake of a list of names. */
const READ_LIMIT = 300_000

/** Names of the document's Consumers, to choose from; none while it has errors. */
export function useConsumers({ text, release }: SimulatedDocument): readonly string[] {
  const deferred = useDeferredValue(text)
  return useMemo(() => {
    if (deferred.length > READ_LIMIT) return []
    const consumers = readDocument(deferred, release).state?.consumers ?? []
    return consumers.map(({ username, custom_id, id }) => username ?? custom_id ?? id)
  }, [deferred, release])
}
