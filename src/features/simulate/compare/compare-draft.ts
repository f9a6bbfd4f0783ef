/** What is to be compared; it stays while the reader looks at prices. */
import { create } from 'zustand'
import type { GatewayRelease } from '#plugin/release.ts'

interface CompareChoices {
  /** The place of the traffic in its list. */
  traffic: number
  /** `this`, `pasted`, `workspace <id>` or `snapshot <id>`. */
  document: string
  pasted: string
  /** Undefined: the document's own. */
  release: GatewayRelease | undefined
  /** A value of `scopeChoices`; empty: as the document has it. */
  scope: string
  /** A price book as JSON; undefined: that of Usage & bill. */
  prices: string | undefined
}

interface CompareDraft extends CompareChoices {
  change: (changed: Partial<CompareChoices>) => void
}

export const THIS_DOCUMENT = 'this'
export const PASTED = 'pasted'

export const noChoices: CompareChoices = {
  traffic: 0,
  document: THIS_DOCUMENT,
  pasted: '',
  release: undefined,
  scope: '',
  prices: undefined,
}

export const useCompareDraft = create<CompareDraft>(set => ({
  ...noChoices,
  change: changed => set(changed),
}))
