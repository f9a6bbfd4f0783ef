/** The live run of the gateway, as the server tells it: it goes on without the page. */
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import {
  changeLiveRun,
  type Destinations,
  getLiveRun,
  type LiveRun,
  type LiveRunToStart,
  startLiveRun,
} from '#api/live-run-contract.ts'
import { call } from '../call.ts'

const KEY = ['live-run']
const POLL_MILLISECONDS = 500

export interface LiveRunState {
  /** Undefined before the first one, and where there is no gateway. */
  run: LiveRun | undefined
  /** Requests per second that no run exceeds; undefined until the server has said so. */
  mostPerSecond: number | undefined
}

export function useLiveRun(): LiveRunState {
  const { data } = useQuery({
    queryKey: KEY,
    queryFn: () => call(getLiveRun),
    refetchInterval: ({ state }) => (isOpen(state.data?.run) ? POLL_MILLISECONDS : false),
    retry: false,
  })
  return { run: data?.run ?? undefined, mostPerSecond: data?.limits.rate }
}

/** Not over: it sends, waits for somebody to go on, or for answers. */
export function isOpen(run: LiveRun | null | undefined): boolean {
  return run != null && (run.state === 'running' || run.state === 'paused' || run.waiting > 0)
}

interface Change {
  id: string
  state: 'running' | 'paused' | 'cancelled'
  confirmed?: Destinations
}

/** Both reject with an ApiError that says why it was refused. */
export function useLiveRunActions() {
  const client = useQueryClient()
  const onSettled = () => client.invalidateQueries({ queryKey: KEY })
  const { mutateAsync: start } = useMutation({
    mutationFn: (body: LiveRunToStart) => call(startLiveRun, { body }),
    onSettled,
  })
  const { mutateAsync: change } = useMutation({
    mutationFn: ({ id, ...body }: Change) => call(changeLiveRun, { params: { id }, body }),
    onSettled,
  })
  return { start, change }
}
