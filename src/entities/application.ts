/**
 * A Dev Portal application. Konnect keeps it, not decK: it stands beside the document, is rehearsed with a key, and
 * is in no export.
 */
import { z } from 'zod'

const name = z.string().min(1).max(200)
const reference = name.optional()

export const application = z.strictObject({
  id: name,
  name,
  /** Its API keys. */
  keys: z.array(z.string().min(1).max(1000)).min(1).max(20),
  /** Name or id of the Service that its API is linked to. Without one it may call every Service, as under ACE. */
  service: reference,
  /** Username or id of the Consumer that it is mapped to (from 3.15). */
  consumer: reference,
  portal_id: reference,
  api_id: reference,
  api_product_version_id: reference,
  api_package_id: reference,
})
export type Application = z.output<typeof application>
