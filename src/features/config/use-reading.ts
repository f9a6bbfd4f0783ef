/** What the current text says, read once per text for form, source, outputs and problems. */
import { createContext, useContext, useDeferredValue, useMemo } from 'react'
import type { DocumentPath } from '#entities/gateway-state.ts'
import type { Diagnostic } from '#formats/diagnostic.ts'
import { type DocumentReading, readDocument } from '#formats/document.ts'
import { yamlSource } from '#formats/yaml-source.ts'
import type { GatewayRelease } from '#plugin/release.ts'
import { useWorkspace } from './workspace-provider.tsx'

export interface Reading extends DocumentReading {
  /** The document as a value, defaults not filled in, wrong fields as they stand; undefined while the YAML is broken. */
  value: unknown
}

function readText(text: string, release: GatewayRelease): Reading {
  return { ...readDocument(text, release), value: yamlSource(text).value }
}

/** Above this many characters, reading waits for a pause in typing. */
const PROMPT_LIMIT = 200_000

export function useReading(): Reading {
  const text = useWorkspace(({ history }) => history.present.text)
  const release = useWorkspace(({ settings }) => settings.gateway_release)
  const deferred = useDeferredValue(text)
  const read = text.length > PROMPT_LIMIT ? deferred : text
  return useMemo(() => readText(read, release), [read, release])
}

/** The value at a path; undefined where there is none. */
export function valueAt(value: unknown, path: DocumentPath): unknown {
  let at = value
  for (const step of path) {
    if (at === null || typeof at !== 'object') return undefined
    at = (at as Record<string | number, unknown>)[step]
  }
  return at
}

export function isBelow(path: DocumentPath, parent: DocumentPath): boolean {
  return parent.every((step, index) => path[index] === step)
}

export function samePath(left: DocumentPath, right: DocumentPath): boolean {
  return left.length === right.length && isBelow(left, right)
}

/** The path as Kong's documents write it: `plugins[0].config.queue`. */
export function pathText(path: DocumentPath): string {
  return path.reduce<string>((text, step) => {
    if (typeof step === 'number') return `${text}[${step}]`
    return text === '' ? step : `${text}.${step}`
  }, '')
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
