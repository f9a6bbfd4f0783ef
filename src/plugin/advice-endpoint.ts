/** Advice on `config.ingest_endpoint`: an address that no event can reach, or the wrong one of Konnect's. */
import type { Found, Rule } from './advice-rule.ts'
import type { MeteringConfig } from './config.ts'
import { konnectRegions, meteringEndpoint } from './konnect-regions.ts'
import { isVaultReference } from './variables.ts'

const path = ['config', 'ingest_endpoint']
const KONNECT_API = /^([^.]+)\.api\.konghq\.com$/
const INGEST_PATH = '/v3/openmeter/events'
const documented = `\`https://{region}.api.konghq.com${INGEST_PATH}\``
const why = `The plugin’s documents send events to ${documented}.`

/** The endpoint as an address; undefined where it is none, or only decK or a vault knows it. */
function addressOf({ ingest_endpoint: text }: MeteringConfig): URL | undefined {
  if (isDecidedLater(text) || !isUrl(text)) return undefined
  return URL.parse(text) ?? undefined
}

function isDecidedLater(text: string): boolean {
  return text.includes('${{') || isVaultReference(text)
}

function isUrl(text: string): boolean {
  return /^https?:\/\/[^\s/?#]\S*$/i.test(text) && URL.canParse(text)
}

/** A finding, mended by the endpoint of a region where the address names one. */
function inPlaceOf(message: string, region: (typeof konnectRegions)[number]['id'] | undefined): Found[] {
  if (region === undefined) return [{ message, path }]
  const value = meteringEndpoint(region)
  return [{ message, path, fix: { label: `Change to \`${value}\``, path, value } }]
}

/** The first of Konnect's regions that an address names, in its host or its path. */
function regionNamed({ hostname, pathname }: URL) {
  const words = [...hostname.split('.'), ...pathname.split('/')]
  return words.flatMap(word => konnectRegions.find(({ id }) => id === word) ?? [])[0]?.id
}

const endpointUrl: Rule = {
  code: 'endpoint-url',
  severity: 'warning',
  find({ ingest_endpoint: text }) {
    if (isDecidedLater(text) || isUrl(text)) return []
    const message = '`ingest_endpoint` is not an http(s) URL; nothing can be delivered there.'
    const trimmed = text.trim()
    const bare = /^[\w-]+(?:\.[\w-]+)+(?:[:/]|$)/.test(trimmed)
    const value = bare ? `https://${trimmed}` : trimmed
    if (!isUrl(value)) return [{ message, path }]
    const label = bare ? 'Put `https://` before it' : 'Remove the white space'
    return [{ message, path, fix: { label, path, value } }]
  },
}

const isLoopback = ({ hostname }: URL) => /^(?:localhost|127\.\d+\.\d+\.\d+|\[::1\])$/.test(hostname)

const endpointWithoutTls: Rule = {
  code: 'endpoint-without-tls',
  severity: 'warning',
  find(config) {
    const address = addressOf(config)
    if (address?.protocol !== 'http:' || isLoopback(address)) return []
    const message = '`ingest_endpoint` begins with `http:`; the token and every event travel unencrypted.'
    const value = config.ingest_endpoint.replace(/^http:/i, 'https:')
    return [{ message, path, fix: { label: 'Use https', path, value } }]
  },
}

const endpointHost: Rule = {
  code: 'endpoint-host',
  severity: 'warning',
  why,
  find(config) {
    const address = addressOf(config)
    if (address === undefined || !/(?:^|\.)konghq\.com$/.test(address.hostname)) return []
    if (KONNECT_API.test(address.hostname)) return []
    const region = regionNamed(address)
    const message = `\`${address.hostname}\` is not where Konnect takes events; expected ${documented}.`
    return inPlaceOf(message, region)
  },
}

/** Konnect's region that the endpoint's host names, known or not. */
function regionOf(address: URL | undefined): string | undefined {
  return KONNECT_API.exec(address?.hostname ?? '')?.[1]
}

const endpointRegion: Rule = {
  code: 'endpoint-region',
  severity: 'warning',
  why: 'The regions are the servers of Konnect’s Metering & Billing API description.',
  find(config) {
    const region = regionOf(addressOf(config))
    if (region === undefined || konnectRegions.some(({ id }) => id === region)) return []
    const names = konnectRegions.map(({ id }) => `\`${id}\``).join(', ')
    const message =
      region === 'global'
        ? `\`global.api.konghq.com\` serves what has no region; usage events go to a region’s host: ${names}.`
        : `Konnect has no region \`${region}\`; expected one of ${names}.`
    return [{ message, path }]
  },
}

const endpointPath: Rule = {
  code: 'endpoint-path',
  severity: 'warning',
  why,
  find(config) {
    const address = addressOf(config)
    const region = regionOf(address)
    if (address === undefined || region === undefined) return []
    const rest = address.href.slice(address.origin.length)
    if (rest === INGEST_PATH && address.port === '') return []
    const named = konnectRegions.find(({ id }) => id === region)?.id
    const message = `Konnect takes events at \`${INGEST_PATH}\`; found \`${rest}\`${address.port && ` on port ${address.port}`}.`
    return inPlaceOf(message, named)
  },
}

const endpointQuery: Rule = {
  code: 'endpoint-query',
  severity: 'warning',
  why: 'Kong’s HTTP log plugin, the model of this one’s delivery, sends to scheme, host, port and path only (kong/plugins/http-log).',
  find(config) {
    const address = addressOf(config)
    if (address === undefined || regionOf(address) !== undefined) return []
    if (address.search === '' && address.hash === '') return []
    const message =
      'What stands behind the path of `ingest_endpoint` is not sent: Kong drops a query and a fragment.'
    const value = config.ingest_endpoint.replace(/[?#].*$/s, '')
    return [{ message, path, fix: { label: 'Remove the query', path, value } }]
  },
}

const endpointCredentials: Rule = {
  code: 'endpoint-credentials',
  severity: 'warning',
  why: 'The plugin authenticates with `api_token`; a file’s readers see a password in an address.',
  find(config) {
    const address = addressOf(config)
    if (address === undefined || `${address.username}${address.password}` === '') return []
    const value = config.ingest_endpoint.replace(/^(https?:\/\/)[^/?#]*@/i, '$1')
    const fix = { label: 'Remove the user and password', path, value }
    return [{ message: '`ingest_endpoint` holds a user or password in clear text.', path, fix }]
  },
}

export const endpointRules: readonly Rule[] = [
  endpointUrl,
  endpointWithoutTls,
  endpointHost,
  endpointRegion,
  endpointPath,
  endpointQuery,
  endpointCredentials,
]
