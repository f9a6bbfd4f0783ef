import type { ReactNode } from 'react'
import { CopyButton } from '#ui/copy-button.tsx'
import { isDemo } from '#ui/is-demo.ts'
import { ThemeButton } from './theme-button.tsx'
import styles from './top-bar.module.css'

interface TopBarProps {
  /** The gateway's proxy, with its real port; undefined while the server has not answered. */
  gatewayUrl: string | undefined
  offline: boolean
  /** The workspace's controls. */
  children: ReactNode
  /** What can be done with the workspace, before the theme. */
  actions: ReactNode
}

/** The workspace, the gateway's release and address, and the theme. */
export function TopBar({ gatewayUrl, offline, children, actions }: TopBarProps) {
  return (
    <header className={styles.bar}>
      {children}
      <span className={styles.space} />
      <GatewayPill url={gatewayUrl} offline={offline} />
      {actions}
      <ThemeButton />
    </header>
  )
}

function GatewayPill({ url, offline }: { url: string | undefined; offline: boolean }) {
  if (offline)
    return (
      <span className={styles.gateway}>
        <span aria-hidden="true" className={styles.offline}>
          ⚠
        </span>
        Offline
      </span>
    )
  if (isDemo)
    return (
      <span className={styles.gateway} title="The gateway runs in this page; nothing leaves it">
        <span aria-hidden="true" className={styles.dot}>
          ●
        </span>
        <span className={styles.demo}>Demo</span>
        <span className="visually-hidden">: the gateway runs in this page</span>
      </span>
    )
  if (url === undefined) return null
  return (
    <span className={styles.gateway}>
      <span aria-hidden="true" className={styles.dot}>
        ●
      </span>
      <span className="visually-hidden">Gateway at </span>
      <code>{url}</code>
      <CopyButton text={url} label="Copy gateway URL" variant="quiet" size="small">
        {''}
      </CopyButton>
    </span>
  )
}
