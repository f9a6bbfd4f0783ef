/** Mends the document with one click: what it changed is shown, and undone with another. */
import wasm from '@kong/atc-router/atc-router_bg.wasm?url'
import { useState } from 'react'
import { fetchConditionLanguages } from '#conditions/fetch-languages.ts'
import { notifyError } from '#ui/notify.ts'
import { useSimulatedWorkspace } from '../simulated-workspace.ts'
import { type ChangedLines, changedLines } from './changed-lines.ts'
import type { DocumentMend } from './mend.ts'

export interface MendedDocument {
  label: string
  changed: ChangedLines
  undo: () => void
}

interface Made {
  label: string
  before: string
  after: string
}

export function useDocumentMend() {
  const { document, changeText } = useSimulatedWorkspace()
  const { text } = document
  const [made, setMade] = useState<Made>()
  const apply = async (mend: DocumentMend) => {
    const mended = await textAfter(mend, text)
    if ('problem' in mended) return notifyError(`Nothing was changed: ${mended.problem}`)
    setMade({ label: mend.label, before: text, after: mended.text })
    changeText(mended.text)
  }
  const undo = ({ before }: Made) => {
    setMade(undefined)
    changeText(before)
  }
  // Who changed it further has that in Config's history.
  const last = made?.after === text ? made : undefined
  const mended: MendedDocument | undefined = last && {
    label: last.label,
    changed: changedLines(last.before, last.after),
    undo: () => undo(last),
  }
  return { apply, mended }
}

async function textAfter(mend: DocumentMend, text: string): Promise<{ text: string } | { problem: string }> {
  if (mend.kind === 'document') return { text: mend.change(text) }
  try {
    return mend.change(text, await fetchConditionLanguages(wasm))
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause)
    return { problem: `the condition could not be checked (${why})` }
  }
}
