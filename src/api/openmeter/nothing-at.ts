/** The reply where no route is: for OpenMeter's paths it says what of its API the studio rehearses, and where. */
import { type ApiError, apiError } from '../problem.ts'

const openMeterPath = /^(?:\/api\/v[12]|(?:\/api)?\/v3\/openmeter)(?:\/([^/]*)(\/[^/]+\/.)?|$)/

/** These are answered, but not what OpenMeter has beneath each of them: `/customers/{id}/entitlements`. */
const owners = ['customers', 'subjects']
const places =
  '/v3/openmeter/events, /meters and /customers, and for its SDKs /api/v1/events, /meters, /subjects and /customers, /api/v2/events'

/** What OpenMeter's and Konnect's documents have beside them, by the first part of the path. */
const others = new Set([
  'addons',
  'apps',
  'billing',
  'currencies',
  'debug',
  'defaults',
  'entitlement-access',
  'entitlements',
  'features',
  'governance',
  'grants',
  'info',
  'invoices',
  'llm-cost',
  'marketplace',
  'notification',
  'notifications',
  'organization',
  'plans',
  'portal',
  'profiles',
  'stripe',
  'subscriptions',
  'tax-codes',
])

/** 501 for what OpenMeter has and the studio has not, else 404. */
export function nothingAt(pathname: string): ApiError {
  const match = openMeterPath.exec(pathname)
  if (match === null) return apiError(404, `There is nothing at ${pathname}`)
  const [, group = '', beneath] = match
  const what = `Of OpenMeter's API the studio answers ${places}`
  if (others.has(group) || (beneath !== undefined && owners.includes(group))) {
    return apiError(501, `${pathname} is not rehearsed here. ${what}`)
  }
  return apiError(404, `There is nothing at ${pathname}. ${what}`)
}
