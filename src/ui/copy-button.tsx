import { Check, Copy } from 'lucide-react'
import { type RefObject, useEffect, useState } from 'react'
import { announce } from './announce.tsx'
import { Button, type ButtonProps } from './button.tsx'
import { notifyError } from './notify.ts'

/** Selects what an element shows, so that the user can copy it by hand. */
function selectContents(element: HTMLElement | null): void {
  if (element === null) return
  getSelection()?.selectAllChildren(element)
}

/**
 * Copies a text; `true` when the clipboard took it. When it did not, the text on screen is selected and the
 * user is told to copy it by hand.
 */
export async function copyText(text: string, shownIn?: RefObject<HTMLElement | null>): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text)
    return true
  } catch {
    selectContents(shownIn?.current ?? null)
    void notifyError('The browser refused the clipboard. The text is selected: press Ctrl+C or ⌘C.')
    return false
  }
}

interface CopyButtonProps extends Omit<ButtonProps, 'onClick' | 'children'> {
  text: string
  /** The button's name: "Copy decK output". */
  label: string
  /** The visible word; "Copy" without one. */
  children?: string
  /** No word, where there is no place for one. */
  isIcon?: boolean
  /** Where the text is shown; selected when the clipboard refuses. */
  shownIn?: RefObject<HTMLElement | null>
}

/** Copies a text and says so for two seconds. */
export function CopyButton({
  text,
  label,
  children = 'Copy',
  isIcon = false,
  shownIn,
  ...props
}: CopyButtonProps) {
  const [copied, setCopied] = useState(false)
  useEffect(() => {
    if (!copied) return
    const timer = setTimeout(() => setCopied(false), 2000)
    return () => clearTimeout(timer)
  }, [copied])
  const copy = async () => {
    if (!(await copyText(text, shownIn))) return
    setCopied(true)
    announce('Copied')
  }
  return (
    <Button
      {...props}
      aria-label={copied ? 'Copied' : label}
      icon={copied ? <Check aria-hidden="true" /> : <Copy aria-hidden="true" />}
      onClick={() => void copy()}
    >
      {isIcon ? undefined : wordOf(copied, children)}
    </Button>
  )
}

function wordOf(copied: boolean, word: string): string {
  return copied ? 'Copied' : word
}
