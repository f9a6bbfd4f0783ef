import type { LiveTraffic } from '#api/live-run-contract.ts'
import { RunButton } from '../run-button.tsx'
import { useSimulatedWorkspace } from '../simulated-workspace.ts'
import { useAsked } from './use-asked.tsx'
import { isOpen, useLiveRun, useLiveRunActions } from './use-live-run.ts'

interface LiveButtonProps {
  /** `600 requests in 1 min`. */
  what: string
  speed: number
  /** Undefined when it cannot be sent, which was said then. */
  traffic: () => Promise<LiveTraffic | undefined>
  disabledReason?: string | undefined
}

/** Sends through the gateway at the times of the plan, after a yes where that is for real. */
export function LiveButton({ what, speed, traffic, disabledReason }: LiveButtonProps) {
  const { id } = useSimulatedWorkspace()
  const { run } = useLiveRun()
  const { start } = useLiveRunActions()
  const { ask, dialog } = useAsked()
  const send = async () => {
    const sent = await traffic()
    if (sent === undefined) return
    await ask({
      what,
      send: confirmed => start({ workspace_id: id, traffic: sent, speed, confirmed }),
    })
  }
  const busy = isOpen(run) ? 'A live run is under way: end it first' : undefined
  return (
    <>
      <RunButton label={`Send ${what}`} disabledReason={disabledReason ?? busy} onRun={() => void send()} />
      {dialog}
    </>
  )
}
