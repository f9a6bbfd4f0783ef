import { Tabs as Radix } from 'radix-ui'
import { type ReactNode, type RefObject, useLayoutEffect, useRef } from 'react'
import { classNames } from './class-names.ts'
import styles from './tabs.module.css'

export interface Tab<Value extends string> {
  value: Value
  label: ReactNode
}

interface TabsProps<Value extends string> {
  /** What the tabs choose among: "Output format". */
  label: string
  tabs: readonly Tab<Value>[]
  value: Value
  onChange: (value: Value) => void
  variant?: 'line' | 'segmented'
  /** Beside the tabs, at the end of their row. */
  actions?: ReactNode
  /** The chosen tab's panel. */
  children: ReactNode
  className?: string | undefined
}

/** A row of tabs over one panel. Arrow keys move between tabs; Tab goes into the panel. */
export function Tabs<Value extends string>(props: TabsProps<Value>) {
  const { label, tabs, value, onChange, variant = 'line', actions, children, className } = props
  const list = useChosenInView(value)
  return (
    <Radix.Root
      className={classNames(styles.tabs, className)}
      value={value}
      onValueChange={next => onChange(next as Value)}
    >
      <div className={classNames(styles.row, styles[variant])}>
        <Radix.List ref={list} aria-label={label} className={styles.list}>
          {tabs.map(tab => (
            <Radix.Trigger key={tab.value} value={tab.value} className={styles.tab}>
              {tab.label}
            </Radix.Trigger>
          ))}
        </Radix.List>
        {actions}
      </div>
      <Radix.Content value={value} className={styles.panel} tabIndex={-1}>
        {children}
      </Radix.Content>
    </Radix.Root>
  )
}

/** On a narrow page the row scrolls: the chosen tab comes into view, also when others have grown before it. */
function useChosenInView(value: string): RefObject<HTMLDivElement | null> {
  const list = useRef<HTMLDivElement>(null)
  const seen = useRef('')
  useLayoutEffect(() => {
    const row = list.current
    const chosen = row?.querySelector('[data-state="active"]')
    const now = `${value} ${row?.scrollWidth}`
    // What the reader scrolls to afterwards stays.
    if (row == null || chosen == null || now === seen.current) return
    seen.current = now
    const [outer, inner] = [row.getBoundingClientRect(), chosen.getBoundingClientRect()]
    if (inner.right > outer.right) row.scrollLeft += inner.right - outer.right
    else if (inner.left < outer.left) row.scrollLeft -= outer.left - inner.left
  })
  return list
}
