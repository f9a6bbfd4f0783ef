import { useCallback, useEffect, useRef, useState } from 'react'
import type { PriceBook } from '#billing/price-book.ts'
import type { ComparisonSubject } from '#rehearsal/comparison-html.ts'
import { isAnythingSold, type StudioPrices, useStudioPrices } from '../result/studio-prices.ts'
import type { CompareJob, CompareOutcome, Progress } from '../run/job.ts'
import { useRunner } from '../run/use-run.ts'

/** What is asked: the job without its prices, and B's price book where it has one of its own. */
export interface AskedComparison {
  job: Omit<CompareJob, 'prices'>
  book: PriceBook | undefined
  subject: Omit<ComparisonSubject, 'at'>
}

interface ComparisonState {
  progress: Progress | undefined
  outcome: CompareOutcome | undefined
  /** What the outcome is of. */
  subject: ComparisonSubject | undefined
  failure: string | undefined
}

const idle: ComparisonState = {
  progress: undefined,
  outcome: undefined,
  subject: undefined,
  failure: undefined,
}

/** A comparison under way, over, or failed. */
export function useComparison() {
  const runner = useRunner()
  const readPrices = useStudioPrices()
  const latestPrices = useRef(readPrices)
  latestPrices.current = readPrices
  const [state, setState] = useState<ComparisonState>(idle)
  const current = useRef<AbortController>(undefined)
  useEffect(() => () => current.current?.abort(), [])

  const start = useCallback(
    async ({ job, book, subject }: AskedComparison) => {
      current.current?.abort()
      const controller = new AbortController()
      current.current = controller
      const { signal } = controller
      const change = (next: Partial<ComparisonState>) => {
        if (!signal.aborted) setState(before => ({ ...before, ...next }))
      }
      change({ progress: { requests: 0, share: undefined }, failure: undefined })
      try {
        const prices = pricesOf(await latestPrices.current(), book)
        const onProgress = (progress: Progress) => change({ progress })
        const outcome = await runner.compare({ ...job, prices }, { signal, onProgress })
        const at = new Date().toISOString()
        change({ progress: undefined, outcome, subject: { ...subject, at } })
      } catch (cause) {
        change({ progress: undefined, failure: cause instanceof Error ? cause.message : String(cause) })
      }
    },
    [runner],
  )
  const cancel = useCallback(() => {
    current.current?.abort()
    setState(before => ({ ...before, progress: undefined }))
  }, [])
  return { ...state, start, cancel }
}

/** Where nothing is sold, A bills nothing, in the currency of B. */
function pricesOf(studio: StudioPrices, book: PriceBook | undefined): CompareJob['prices'] {
  const isSold = isAnythingSold(studio)
  if (book === undefined) return isSold ? { a: studio, b: studio } : undefined
  const a = isSold ? studio : { ...studio, book: { ...studio.book, currency: book.currency } }
  return { a, b: { ...studio, book } }
}
