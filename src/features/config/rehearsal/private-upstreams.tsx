import { useState } from 'react'
import {
  type Allowed,
  type ForwardingStatus,
  putAllowedHost,
  type RefusedHost,
} from '#api/forwarding-contract.ts'
import { announce } from '#ui/announce.tsx'
import { Button } from '#ui/button.tsx'
import { call } from '../studio.ts'
import styles from './live-traffic-dialog.module.css'

interface PrivateUpstreamsProps {
  forwarding: ForwardingStatus
  onStatus: (status: ForwardingStatus) => void
}

const kinds: Record<RefusedHost['kind'], string> = {
  private: 'an address of a private network',
  'link-local': 'a link-local address',
  metadata: 'the address where a cloud tells a machine its own credentials',
}

const allowedKinds: Record<RefusedHost['kind'], string> = {
  private: 'allowed in private networks',
  'link-local': 'allowed at link-local addresses',
  metadata: 'allowed at the cloud’s metadata address, until the studio ends',
}

/** Hosts in private networks: those that requests were kept from, and those that have a yes. */
export function PrivateUpstreams({ forwarding: { refused, allowed }, onStatus }: PrivateUpstreamsProps) {
  const [failure, setFailure] = useState<string>()
  const setAllowed = ({ host, kind }: Pick<RefusedHost, 'host' | 'kind'>, isAllowed: boolean) =>
    call(putAllowedHost, { params: { host }, body: { allowed: isAllowed, kind } }).then(
      status => {
        setFailure(undefined)
        onStatus(status)
        announce(isAllowed ? `${host} is allowed` : `${host} is no longer allowed`)
      },
      () => setFailure(`The studio did not answer, so nothing changed for ${host}. Try again.`),
    )
  return (
    <section className={styles.part}>
      <h3>Upstreams in private networks</h3>
      <p className={styles.note}>
        Requests are forwarded to public addresses and to this machine. Private, link-local and cloud metadata
        addresses wait for your yes to the host. It holds in this workspace, also after a restart; one to a
        metadata address ends with the studio.
      </p>
      {failure !== undefined && <p role="alert">{failure}</p>}
      <ul className={styles.list}>
        {refused.map(found => (
          <li key={`${found.kind} ${found.host}`} className={styles.host}>
            <RefusedSaid refused={found} />
            <Button
              size="small"
              variant={found.kind === 'metadata' ? 'danger' : 'default'}
              onClick={() => setAllowed(found, true)}
            >
              Allow {found.host}
            </Button>
          </li>
        ))}
        {allowed.map(yes => (
          <AllowedHost key={JSON.stringify(yes)} yes={yes} onForbid={found => setAllowed(found, false)} />
        ))}
        {refused.length + allowed.length === 0 && <li className={styles.note}>None was asked for so far.</li>}
      </ul>
    </section>
  )
}

function RefusedSaid({ refused: { host, address, kind, requests } }: { refused: RefusedHost }) {
  return (
    <span>
      <strong>{host}</strong> {host !== address && `is ${address}, `}
      {host === address && 'is '}
      {kinds[kind]}: refused {requests === 1 ? 'once' : `${requests} times`}
      {kind === 'metadata' && '. Allowed, whoever reaches the gateway can read what stands there.'}
    </span>
  )
}

interface AllowedHostProps {
  yes: Allowed
  onForbid: (yes: Pick<RefusedHost, 'host' | 'kind'>) => void
}

function AllowedHost({ yes, onForbid }: AllowedHostProps) {
  if (yes.from === 'settings')
    return (
      <li>
        <strong>{yes.host}</strong> is allowed by <code>--allow-upstream</code>, in every workspace
      </li>
    )
  return (
    <li className={styles.host}>
      <span>
        <strong>{yes.host}</strong> is {allowedKinds[yes.kind]}
      </span>
      <Button size="small" onClick={() => onForbid(yes)}>
        Forbid {yes.host}
      </Button>
    </li>
  )
}
