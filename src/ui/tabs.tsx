import { Tabs as Radix } from 'radix-ui'
import type { ReactNode } from 'react'
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
  return (
    <Radix.Root
      className={classNames(styles.tabs, className)}
      value={value}
      onValueChange={next => onChange(next as Value)}
    >
      <div className={classNames(styles.row, styles[variant])}>
        <Radix.List aria-label={label} className={styles.list}>
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
