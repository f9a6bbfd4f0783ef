import { type RefObject, useMemo } from 'react'
import { classNames } from './class-names.ts'
import styles from './code-block.module.css'
import { type Language, tokenise } from './tokenise.ts'

interface CodeBlockProps {
  text: string
  language: Language
  /** What the region holds: "decK output, 17 lines". */
  label: string
  /** Still shown, but no longer of the current text. */
  stale?: boolean
  /** Wraps long lines instead of scrolling. */
  wrap?: boolean
  className?: string | undefined
  ref?: RefObject<HTMLPreElement | null>
}

/** Longer texts are shown without colours: a hundred thousand spans help nobody. */
const COLOURED_LIMIT = 60_000

/** Read-only code: scrolls in its own region, is reached by Tab, and selects and copies as plain text. */
export function CodeBlock({
  text,
  language,
  label,
  stale = false,
  wrap = false,
  className,
  ref,
}: CodeBlockProps) {
  const tokens = useMemo(
    () => tokenise(text, text.length > COLOURED_LIMIT ? 'text' : language),
    [text, language],
  )
  return (
    <section
      // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls is reached by keyboard
      tabIndex={0}
      aria-label={label}
      className={classNames(styles.block, stale && styles.stale, wrap && styles.wrap, className)}
    >
      <pre ref={ref}>
        <code>
          {tokens.map((token, index) =>
            token.kind === 'plain' ? (
              token.text
            ) : (
              // biome-ignore lint/suspicious/noArrayIndexKey: tokens have no other identity than their place
              <span key={index} className={styles[token.kind]}>
                {token.text}
              </span>
            ),
          )}
        </code>
      </pre>
    </section>
  )
}
