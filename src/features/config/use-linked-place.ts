import { useEffect, useRef } from 'react'
import { z } from 'zod'
import { useSearchState } from '#ui/use-search-state.ts'

const search = z.object({ at: z.string().max(1000).optional() })

/** Shows the place that the address names, `/config?at=plugins[1].config.subject`, once, and takes it out of the address. */
export function useLinkedPlace(show: (path: string) => void): void {
  const [{ at }, setState] = useSearchState(search)
  const latest = useRef(show)
  latest.current = show
  useEffect(() => {
    if (at === undefined) return
    latest.current(at)
    setState({ at: undefined })
  }, [at, setState])
}
