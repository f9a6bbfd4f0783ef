/**
 * Konnect's geographic regions, by the first label of their API hosts ("Geographic regions" of Kong's Konnect
 * documents). The one table for presets, completion and generated addresses.
 */
export const konnectRegions = [
  { id: 'us', label: 'United States' },
  { id: 'eu', label: 'Europe' },
  { id: 'au', label: 'Australia' },
  { id: 'me', label: 'Middle East' },
  { id: 'in', label: 'India' },
] as const

type KonnectRegion = (typeof konnectRegions)[number]['id']

/** The ingest endpoint of a region's Metering & Billing, as the plugin's documents write it. */
export function meteringEndpoint(region: KonnectRegion): string {
  return `https://${region}.api.konghq.com/v3/openmeter/events`
}
