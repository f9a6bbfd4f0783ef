import { useEffect, useState } from 'react'

/** Milliseconds since the epoch, each second while it ticks; 0 while it does not. */
export function useNow(ticks: boolean): number {
  const [now, setNow] = useState(() => (ticks ? Date.now() : 0))
  useEffect(() => {
    if (!ticks) return
    setNow(Date.now())
    const timer = setInterval(() => setNow(Date.now()), 1000)
    return () => clearInterval(timer)
  }, [ticks])
  return ticks ? now : 0
}
