import { useEffect, useState } from 'react'

/** False until the browser has nothing more urgent to do: for what may come later. */
export function useAfterFirstPaint(): boolean {
  const [painted, setPainted] = useState(false)
  useEffect(() => {
    // Safari has no idle callback.
    const timer = setTimeout(() => setPainted(true), 1000)
    return () => clearTimeout(timer)
  }, [])
  return painted
}
