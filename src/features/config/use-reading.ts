/** What the current text says, read once per text for form, source, outputs and problems. */
import { useQuery } from '@tanstack/react-query'
import { createContext, useContext, useDeferredValue, useMemo } from 'react'
import type { DocumentPath } from '#entities/gateway-state.ts'
import type { Diagnostic } from '#formats/diagnostic.ts'
import { type DocumentReading, readDocumentWith } from '#formats/document-reading.ts'
import type { GatewayRelease } from '#plugin/release.ts'
import { useWorkspace } from './workspace-provider.tsx'

/** Above this many characters, reading waits for a pause in typing. */
const PROMPT_LIMIT = 200_000

/** Loaded once, when a text first has a condition; until then, and where that fails, conditions go unchecked. */
function useConditions(text: string) {
  return useQuery({
    queryKey: ['condition languages'],
    queryFn: () => import('./load-conditions.ts').then(module => module.loadConditions()),
    enabled: /\bcondition\b/.test(text),
    staleTime: Number.POSITIVE_INFINITY,
  }).data
}

/** Loaded at once, but behind the first paint, which does not wait for advice. */
function useAdvice() {
  const { data } = useQuery({
    queryKey: ['advice'],
    queryFn: () => import('#formats/document-advice.ts').then(({ reportAdvice }) => ({ reportAdvice })),
    staleTime: Number.POSITIVE_INFINITY,
    structuralSharing: false,
  })
  return data?.reportAdvice
}

export function useReading(): DocumentReading {
  const text = useWorkspace(({ history }) => history.present.text)
  const release = useWorkspace(({ settings }) => settings.gateway_release)
  const deferred = useDeferredValue(text)
  const read = text.length > PROMPT_LIMIT ? deferred : text
  const conditions = useConditions(read)
  const advise = useAdvice()
  return useMemo(
    () => readDocumentWith({ conditions, advise }, read, release),
    [read, release, conditions, advise],
  )
}

/** The plugin row that the form shows, and how its fields are changed. */
export interface PluginForm {
  /** The row's path in the document. */
  path: DocumentPath
  row: unknown
  diagnostics: readonly Diagnostic[]
  release: GatewayRelease
  /** Names in the document, for the scope. */
  names: { service: string[]; route: string[]; consumer: string[] }
  /** Writes a value at a path of the row; undefined removes it. */
  edit: (path: DocumentPath, value: unknown) => void
  applyFix: (diagnostic: Diagnostic) => void
}

const PluginFormContext = createContext<PluginForm | undefined>(undefined)
export const PluginFormProvider = PluginFormContext.Provider

export function usePluginForm(): PluginForm {
  const form = useContext(PluginFormContext)
  if (form === undefined) throw new Error('usePluginForm outside of PluginFormProvider')
  return form
}
