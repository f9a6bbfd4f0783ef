import { useRef, useState } from 'react'
import type { DocumentPath } from '#entities/gateway-state.ts'
import type { FieldProblem } from '#ui/field.tsx'
import { isBelow, pathText, samePath, valueAt } from './document-path.ts'
import { type FieldFacts, fieldFacts } from './field-facts.ts'
import { usePluginForm } from './use-reading.ts'

export interface PluginField {
  /** As written in the document; undefined when it is not. */
  value: unknown
  facts: FieldFacts | undefined
  problems: FieldProblem[]
  set: (value: unknown) => void
  /** Offered while the document's value is not the default. */
  reset: { label: string; onReset: () => void } | undefined
  /** Marks the control, so that a problem can put the focus there. */
  path: string
}

/** One field of the plugin row: `['config', 'timeout']`. `deep` also gathers the problems of everything below it. */
export function usePluginField(path: DocumentPath, deep = false): PluginField {
  const form = usePluginForm()
  const full = [...form.path, ...path]
  const value = valueAt(form.row, path)
  const facts = fieldFacts(form.release, path)
  const problems = form.diagnostics
    .filter(found => (deep ? isBelow(found.path, full) : samePath(found.path, full)))
    .map(found => ({
      severity: found.severity,
      message: found.message,
      fix: found.fix && { label: found.fix.label, apply: () => form.applyFix(found) },
    }))
  const name = pathText(path[0] === 'config' ? path.slice(1) : path)
  const resettable =
    value !== undefined &&
    facts?.default !== undefined &&
    JSON.stringify(value) !== JSON.stringify(facts.default)
  return {
    value,
    facts,
    problems,
    set: next => form.edit(path, next),
    reset: resettable
      ? { label: `Reset ${name} to default ${facts.default}`, onReset: () => form.edit(path, undefined) }
      : undefined,
    path: pathText(full),
  }
}

/** What is being typed keeps its exact characters until the document says something else. */
export function useDraft(external: string, write: (text: string) => void) {
  const [draft, setDraft] = useState<{ text: string; base: string }>()
  const sent = useRef<string>(undefined)
  const current = draft !== undefined && (external === draft.base || external === sent.current)
  return {
    text: current ? draft.text : external,
    /** `kept` is what the document will say for this text, when it takes it. */
    type: (text: string, kept: string | undefined) => {
      setDraft({ text, base: external })
      sent.current = kept
      if (kept !== undefined) write(text)
    },
    settle: () => setDraft(undefined),
  }
}
