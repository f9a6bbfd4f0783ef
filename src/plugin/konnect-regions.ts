/**
 * Konnect's geographic regions, by the first label of their API hosts: the servers of Konnect's Metering & Billing
 * API description. The one table for presets, completion, generated addresses and advice.
 */
export const konnectRegions = [
  { id: 'us', label: 'United States' },
  { id: 'eu', label: 'Europe' },
  { id: 'au', label: 'Australia' },
  { id: 'me', label: 'Middle East' },
  { id: 'in', label: 'India' },
  { id: 'sg', label: 'Singapore' },
] as const

export type KonnectRegion = (typeof konnectRegions)[number]['id']

/** The ingest endpoint of a region's Metering & Billing, as the plugin's documents write it. */
export function meteringEndpoint(region: KonnectRegion): string {
  return `https://${region}.api.konghq.com/v3/openmeter/events`
}

/** The region whose Metering & Billing an endpoint is; undefined for any other address. */
export function konnectRegionOf(endpoint: string): KonnectRegion | undefined {
  return konnectRegions.find(({ id }) => meteringEndpoint(id) === endpoint)?.id
}

/** What it means that a control plane is in another region than the endpoint's; undefined where it is not. */
export function regionMismatch(region: string | undefined, endpoint: string): string | undefined {
  const metered = konnectRegionOf(endpoint)
  if (!region || metered === undefined || metered === region) return undefined
  return `The ingest endpoint is in Konnect’s region \`${metered}\`: usage is metered there, not in the control plane’s \`${region}\`.`
}
