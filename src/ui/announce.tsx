import { useSyncExternalStore } from 'react'

let message = ''
const listeners = new Set<() => void>()

/** Says a sentence to a screen reader, politely; a repeated sentence is said again. */
export function announce(text: string): void {
  message = text === message ? `${text}\u00a0` : text
  for (const listener of listeners) listener()
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

/** The live region that `announce` speaks through; stands once in the page. */
export function LiveRegion() {
  const text = useSyncExternalStore(subscribe, () => message)
  return (
    <div aria-live="polite" className="visually-hidden">
      {text}
    </div>
  )
}
