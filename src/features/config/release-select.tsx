import { useState } from 'react'
import { type GatewayRelease, gatewayReleases } from '#plugin/release.ts'
import { Button } from '#ui/button.tsx'
import { Dialog } from '#ui/dialog.tsx'
import { InlineCode } from '#ui/inline-code.tsx'
import { Select } from '#ui/input.tsx'
import { notifyDone } from '#ui/notify.ts'
import { SeverityIcon } from '#ui/severity-icon.tsx'
import type { ReleaseImpact } from './release-impact.ts'
import styles from './release-select.module.css'
import { useOpenWorkspace, useWorkspace } from './workspace-provider.tsx'

interface Proposal {
  to: GatewayRelease
  impact: ReleaseImpact
}

/** The gateway release that the document is written for. A switch that breaks something is asked first. */
export function ReleaseSelect() {
  const { model } = useOpenWorkspace()
  const release = useWorkspace(({ settings }) => settings.gateway_release)
  const [proposal, setProposal] = useState<Proposal>()
  const [open, setOpen] = useState(false)
  const switchTo = (next: Proposal) => {
    model.getState().changeSettings({ gateway_release: next.to })
    setOpen(false)
    void notifyDone(`Switched to gateway ${next.to}`, summary(next.impact))
  }
  const propose = async (to: GatewayRelease) => {
    const { releaseImpact } = await import('./release-impact.ts')
    const { settings, history } = model.getState()
    const next = { to, impact: releaseImpact(history.present.text, { from: settings.gateway_release, to }) }
    if (next.impact.breaks.length === 0) return switchTo(next)
    setProposal(next)
    setOpen(true)
  }
  return (
    <div className={styles.release}>
      <span aria-hidden="true">Gateway</span>
      <Select
        aria-label="Gateway version"
        value={release}
        onChange={event => {
          const to = gatewayReleases.find(known => known === event.target.value)
          if (to !== undefined) void propose(to)
        }}
      >
        {gatewayReleases.map(known => (
          <option key={known}>{known}</option>
        ))}
      </Select>
      <Dialog
        title={`Switch from gateway ${release} to ${proposal?.to}?`}
        open={open}
        onClose={() => setOpen(false)}
        actions={
          <>
            <Button onClick={() => setOpen(false)}>Cancel</Button>
            <Button variant="primary" onClick={() => proposal && switchTo(proposal)}>
              Switch
            </Button>
          </>
        }
      >
        {proposal && <Impact impact={proposal.impact} />}
      </Dialog>
    </div>
  )
}

function summary({ enables, unread }: ReleaseImpact): string {
  const skipped = unread.length > 0 ? `Not looked at, because of errors: ${unread.join('; ')}.` : ''
  const gained = enables.length > 0 ? `New: ${enables.join('; ')}.` : 'Nothing in the document changes.'
  if (skipped !== '' && enables.length === 0) return skipped
  return [gained, skipped].filter(part => part !== '').join(' ')
}

function Impact({ impact: { breaks, enables, unread } }: { impact: ReleaseImpact }) {
  return (
    <>
      <h3 className={styles.heading}>Breaks</h3>
      <ul className={styles.list}>
        {breaks.map(({ message, line, plugin }) => (
          <li key={`${line} ${message}`}>
            <SeverityIcon severity="error" />
            <span>
              <InlineCode text={message} />
              <span className={styles.place}>
                Line {line}
                {plugin !== undefined && `, ${plugin}`}
              </span>
            </span>
          </li>
        ))}
      </ul>
      {enables.length > 0 && (
        <>
          <h3 className={styles.heading}>Enables</h3>
          <ul className={styles.list}>
            {enables.map(message => (
              <li key={message}>
                <SeverityIcon severity="hint" />
                <InlineCode text={message} />
              </li>
            ))}
          </ul>
        </>
      )}
      {unread.length > 0 && <p>Not looked at, because of errors of their own: {unread.join('; ')}.</p>}
    </>
  )
}
