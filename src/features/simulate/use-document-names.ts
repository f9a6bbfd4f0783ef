import { useDeferredValue, useMemo } from 'react'
import { readDocument } from '#formats/document.ts'
import type { SimulatedDocument } from './run/job.ts'

export interface DocumentNames {
  consumers: readonly string[]
  /** Paths of Routes that are no regular expressions. */
  paths: readonly string[]
}

/** Larger documents are not read for the sake of a list of names. */
const READ_LIMIT = 300_000
const none: DocumentNames = { consumers: [], paths: [] }

/** What of the document is there to choose from; nothing while it has errors. */
export function useDocumentNames({ text, release }: SimulatedDocument): DocumentNames {
  const deferred = useDeferredValue(text)
  return useMemo(() => {
    if (deferred.length > READ_LIMIT) return none
    const { state } = readDocument(deferred, release)
    if (state === undefined) return none
    return {
      consumers: state.consumers.map(({ username, custom_id, id }) => username ?? custom_id ?? id),
      paths: state.routes.flatMap(({ paths = [] }) => paths.filter(path => path.startsWith('/'))),
    }
  }, [deferred, release])
}
