/** Keeps live traffic from networks that nobody said yes to: looked at when a connection opens, by address (decision 21). */
import dns from 'node:dns'
import { BlockList, isIP, isIPv4, type LookupFunction } from 'node:net'
import type { Forwarding } from '#api/forwarding.ts'
import type { RefusedKind } from '#api/forwarding-contract.ts'

export interface UpstreamGuard {
  /** In the place of `dns.lookup`: leaves out the addresses that are refused, and fails when none is left. */
  lookup: LookupFunction
  /** Why a host that is itself an address is refused; undefined for a name, whose addresses `lookup` judges. */
  refusal(host: string): UpstreamRefusedError | undefined
  /** Whether no connection to the host at this address may be open; nobody asked for a new one. */
  forbids(host: string, address: string): boolean
}

/** No connection was opened. */
export class UpstreamRefusedError extends Error {
  code = 'UPSTREAM_REFUSED'
}

/** Where clouds tell a machine its own credentials: AWS, Google, Azure and others; AWS by IPv6, Alibaba. */
const metadata = listOf(['169.254.169.254/32', '169.254.170.2/32', '100.100.100.200/32', 'fd00:ec2::254/128'])
const linkLocal = listOf(['169.254.0.0/16', 'fe80::/10'])
/** RFC 1918, 6598 and 4193; and IPv6 that carries IPv4 to anywhere (RFC 6052, 8215, 3056). */
const privateNetworks = listOf([
  '10.0.0.0/8',
  '172.16.0.0/12',
  '192.168.0.0/16',
  '100.64.0.0/10',
  'fc00::/7',
  '64:ff9b::/96',
  '64:ff9b:1::/48',
  '2002::/16',
])

function listOf(networks: readonly string[]): BlockList {
  const list = new BlockList()
  for (const network of networks) {
    const [address = '', prefix] = network.split('/')
    list.addSubnet(address, Number(prefix), familyOf(address))
  }
  return list
}

function familyOf(address: string): 'ipv4' | 'ipv6' {
  return isIPv4(address) ? 'ipv4' : 'ipv6'
}

/** The kind of network that an address is in; undefined for public ones and this machine itself. */
export function refusedKindOf(address: string): RefusedKind | undefined {
  // A zone (`fe80::1%eth0`) says through which interface, not where to.
  const [plain = address] = address.split('%')
  const family = familyOf(plain)
  if (metadata.check(plain, family)) return 'metadata'
  if (linkLocal.check(plain, family)) return 'link-local'
  return privateNetworks.check(plain, family) ? 'private' : undefined
}

const words: Record<RefusedKind, string> = {
  private: 'an address of a private network',
  'link-local': 'a link-local address',
  metadata: "the cloud's metadata address",
}

/** `resolve` is `dns.lookup` but in tests. */
export function createUpstreamGuard(
  forwarding: Forwarding,
  resolve: typeof dns.lookup = dns.lookup,
): UpstreamGuard {
  function isRefused(host: string, address: string): boolean {
    const kind = refusedKindOf(address)
    return kind !== undefined && !forwarding.isAllowed({ host, address, kind })
  }

  function refuse(host: string, address: string): UpstreamRefusedError {
    const kind = refusedKindOf(address) ?? 'private'
    forwarding.refuse({ host, address, kind })
    const place = host === address ? host : `${host} (${address})`
    return new UpstreamRefusedError(
      `the studio does not forward to ${place}, ${words[kind]}, before the host is allowed in Live traffic, or by --allow-upstream`,
    )
  }

  return {
    forbids: isRefused,
    refusal(host) {
      const address = host.replace(/^\[|\]$/g, '')
      return isIP(address) !== 0 && isRefused(address, address) ? refuse(address, address) : undefined
    },
    lookup(host, options, callback) {
      resolve(host, { ...options, all: true }, (error, found) => {
        if (error !== null) return callback(error, '')
        const passed = found.filter(({ address }) => !isRefused(host, address))
        const [first] = passed
        if (first === undefined) return callback(refuse(host, found[0]?.address ?? host), '')
        if (options.all) callback(null, passed)
        else callback(null, first.address, first.family)
      })
    },
  }
}
