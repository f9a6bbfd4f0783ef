import { lazy, Suspense } from 'react'
import type { StartPanelProps } from './start-choices.tsx'

const StartChoices = lazy(async () => ({ default: (await import('./start-choices.tsx')).StartChoices }))

/** What the page shows while the document is empty: paste, or start from something. */
export function StartPanel(props: StartPanelProps) {
  return (
    <Suspense>
      <StartChoices {...props} />
    </Suspense>
  )
}
