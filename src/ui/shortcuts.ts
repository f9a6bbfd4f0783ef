import { useEffect, useRef } from 'react'
import { create } from 'zustand'

/** Single-key shortcuts can be switched off (WCAG 2.1.4); the choice is kept in the browser. */
export const useShortcutSetting = create<{ enabled: boolean; setEnabled: (enabled: boolean) => void }>(
  set => ({
    enabled: readSetting(),
    setEnabled: enabled => {
      set({ enabled })
      try {
        localStorage.setItem('shortcuts', enabled ? 'on' : 'off')
      } catch {
        // Storage is blocked: the choice lasts as long as the page.
      }
    },
  }),
)

function readSetting(): boolean {
  try {
    return localStorage.getItem('shortcuts') !== 'off'
  } catch {
    return true
  }
}

/** Whether the event belongs to something that one types into, where single keys are text. */
function isTyping(target: EventTarget | null): boolean {
  if (!(target instanceof Element)) return false
  return (
    target.closest('input, textarea, select, [contenteditable], [role="dialog"], .monaco-editor') !== null
  )
}

/** Held down, or part of a combination that belongs to the browser. */
function isModified(event: KeyboardEvent): boolean {
  return event.repeat || event.ctrlKey || event.metaKey || event.altKey
}

/** Begins a sequence: `g e` goes to Events. */
const LEADER = 'g'
const SEQUENCE_MILLISECONDS = 1000

/** Names a key as the table of actions does: the key, or the sequence that it ends. */
function nameKeys(): (event: KeyboardEvent) => string {
  let ledAt = Number.NEGATIVE_INFINITY
  return ({ key, timeStamp }) => {
    const led = timeStamp - ledAt < SEQUENCE_MILLISECONDS
    ledAt = key === LEADER ? timeStamp : Number.NEGATIVE_INFINITY
    return led ? `${LEADER} ${key}` : key
  }
}

/**
 * Runs an action when its key (`y`, `?`) or sequence (`g e`) is pressed outside of inputs, editors and dialogs.
 * A key that is held down counts once.
 */
export function useShortcuts(actions: Readonly<Record<string, () => void>>): void {
  const latest = useRef(actions)
  latest.current = actions
  const { enabled } = useShortcutSetting()
  useEffect(() => {
    if (!enabled) return
    const named = nameKeys()
    const onKeyDown = (event: KeyboardEvent) => {
      if (isModified(event) || isTyping(event.target)) return
      const action = latest.current[named(event)]
      if (action === undefined) return
      event.preventDefault()
      action()
    }
    document.addEventListener('keydown', onKeyDown)
    return () => document.removeEventListener('keydown', onKeyDown)
  }, [enabled])
}
