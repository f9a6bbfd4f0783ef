import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { apiSource } from './api-source.ts'
import { customerNamesKey } from './customer-name.tsx'
import { createEventFeed, type EventSnapshot } from './event-feed.ts'

const queryKey = ['event-feed']
const FRAME_MILLISECONDS = 16
/** Between two refreshes while older requests are still to be read. */
const CATCH_UP_MILLISECONDS = 50

export interface EventFeedState {
  /** Undefined until the first answer. */
  snapshot: EventSnapshot | undefined
  /** Why the last refresh failed; what is shown is then what was known before. */
  error: Error | null
  retry: () => void
  /** After a change of customers or meters: resolves once every event shown was checked again. */
  recheck: () => Promise<void>
}

/** Events and requests, brought up to date each second while the page is visible. */
export function useEventFeed(): EventFeedState {
  const client = useQueryClient()
  const [feed] = useState(() => createEventFeed(apiSource))
  const query = useQuery({
    queryKey,
    queryFn: async () => {
      const snapshot = await feed.refresh()
      // Reading the answers has taken its part of this frame: rows are made in the next.
      await new Promise(resolve => setTimeout(resolve, FRAME_MILLISECONDS))
      return snapshot
    },
    refetchInterval: ({ state }) => (state.data?.isBehind ? CATCH_UP_MILLISECONDS : 1000),
    retry: false,
    structuralSharing: false,
  })
  return {
    snapshot: query.data,
    error: query.error,
    retry: () => void query.refetch(),
    recheck: async () => {
      feed.outdate()
      void client.invalidateQueries({ queryKey: customerNamesKey })
      await query.refetch()
    },
  }
}
