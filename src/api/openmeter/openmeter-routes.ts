/** What OpenMeter's own clients call (its APIs v1 and v2), over the events and the catalog of v3. */
import type { CatalogParts } from '../catalog-changes.ts'
import type { EventParts } from '../event-routes.ts'
import type { Route } from '../serve.ts'
import { createCustomerV1Routes } from './customer-routes.ts'
import { createEventV1Routes } from './event-routes.ts'
import { createMeterV1Routes } from './meter-routes.ts'
import { createSubjectV1Routes } from './subject-routes.ts'
import { createUsageV1Routes } from './usage-routes.ts'

export function createOpenMeterRoutes(parts: EventParts & CatalogParts): Route[] {
  return [
    ...createEventV1Routes(parts),
    ...createMeterV1Routes(parts),
    ...createUsageV1Routes(parts),
    ...createSubjectV1Routes(parts),
    ...createCustomerV1Routes(parts),
  ]
}
