/** Problems of OpenMeter's APIs v1 and v2, whose shape differs from Konnect's (openmeter pkg/models/problem.go). */
import type { Problem } from '../problem.ts'

export function isOpenMeterPath(pathname: string): boolean {
  return /^\/api\/v[12](?:\/|$)/.test(pathname)
}

/** Findings are `extensions.validationErrors`. */
export function openMeterProblem({ invalid_parameters, ...problem }: Problem) {
  const found = { ...problem, type: 'about:blank' }
  if (invalid_parameters === undefined) return found
  const validationErrors = invalid_parameters.map(({ field, rule, reason }) => ({
    code: rule ?? 'invalid',
    field,
    message: reason,
  }))
  return { ...found, extensions: { validationErrors } }
}
