/** What can be found about an event when it is listed, as words for filters and facets. */
import { z } from 'zod'

/**
 * `valid`: counted by a meter and attributed to a customer; `no_meter`, `no_customer`, `invalid_value`: OpenMeter's `no
 * meter found …`, `no customer found …` and `invalid event: …`. An event has `valid` alone, or one or more of the others.
 */
export const eventCheck = z.enum(['valid', 'no_meter', 'no_customer', 'invalid_value'])
export type EventCheck = z.infer<typeof eventCheck>
