import { Play } from 'lucide-react'
import { useEffect, useRef } from 'react'
import { Button } from '#ui/button.tsx'

interface RunButtonProps {
  label: string
  onRun: () => void
  disabledReason?: string | undefined
}

/** Runs; so does Ctrl or ⌘ with Enter, from anywhere on the page. */
export function RunButton({ label, onRun, disabledReason }: RunButtonProps) {
  const latest = useRef<() => void>(undefined)
  latest.current = disabledReason === undefined ? onRun : undefined
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey) || event.repeat) return
      event.preventDefault()
      latest.current?.()
    }
    document.addEventListener('keydown', onKeyDown)
    return () => document.removeEventListener('keydown', onKeyDown)
  }, [])
  return (
    <Button
      variant="primary"
      icon={<Play aria-hidden="true" />}
      disabledReason={disabledReason}
      title="Ctrl+Enter, ⌘ Enter"
      onClick={onRun}
    >
      {label}
    </Button>
  )
}
