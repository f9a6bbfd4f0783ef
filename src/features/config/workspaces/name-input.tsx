import { useEffect, useRef } from 'react'
import { Input } from '#ui/input.tsx'

interface NameInputProps {
  label: string
  name: string
  /** What stands there while there is no name; without one a name is needed. */
  placeholder?: string
  /** Whether it is to be typed now. */
  focused?: boolean
  onRename: (name: string) => void
}

/** A name that is changed where it stands: by Enter or by leaving it; Escape takes it back. */
export function NameInput({ label, name, placeholder, focused = false, onRename }: NameInputProps) {
  const input = useRef<HTMLInputElement>(null)
  useEffect(() => {
    if (focused) input.current?.focus()
  }, [focused])
  return (
    <Input
      ref={input}
      key={name}
      aria-label={label}
      placeholder={placeholder}
      defaultValue={name}
      maxLength={200}
      onBlur={event => {
        const next = event.target.value.trim()
        if (next === '' && placeholder === undefined) event.target.value = name
        else if (next !== name) onRename(next)
      }}
      onKeyDown={event => {
        if (event.key === 'Enter') event.currentTarget.blur()
        else if (event.key === 'Escape' && event.currentTarget.value !== name) {
          event.stopPropagation()
          event.currentTarget.value = name
        }
      }}
    />
  )
}
