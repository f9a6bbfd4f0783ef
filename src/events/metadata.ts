/**
 * Metadata of OpenMeter's API v1. API v3 shows it as labels, which have narrower rules, and leaves out what breaks them
 * (openmeter api/v3/labels/convert.go); so it is kept as labels as far as it fits, and beside them as it is.
 */
import { z } from 'zod'

export const metadata = z.record(z.string(), z.string())
type Metadata = z.infer<typeof metadata>

const maxLabels = 50
const labelName = z
  .string()
  .min(1)
  .max(63)
  .regex(/^(?!kong|konnect|mesh|kic|_)/)
const labelValue = z
  .string()
  .min(1)
  .max(63)
  .regex(/^[a-z0-9A-Z]([a-z0-9A-Z\-._]*[a-z0-9A-Z]+)?$/)

/** Keys of 1 to 63 characters that do not start with a reserved word; at most 50. */
export const labels = z
  .record(labelName, labelValue)
  .refine(value => Object.keys(value).length <= maxLabels, `must not have more than ${maxLabels} labels`)

export interface KeptMetadata {
  labels?: Metadata | undefined
  metadata?: Metadata | undefined
}

/** Parts without entries are absent. */
export function splitMetadata(given: Metadata | null | undefined): {
  labels?: Metadata
  metadata?: Metadata
} {
  const entries = Object.entries(given ?? {})
  const isLabel = ([name, value]: [string, string]) =>
    labelName.safeParse(name).success && labelValue.safeParse(value).success
  const fitting = entries.filter(isLabel).slice(0, maxLabels)
  const names = new Set(fitting.map(([name]) => name))
  const others = entries.filter(([name]) => !names.has(name))
  return {
    ...(fitting.length > 0 && { labels: Object.fromEntries(fitting) }),
    ...(others.length > 0 && { metadata: Object.fromEntries(others) }),
  }
}

/** Undefined when there is none. */
export function joinMetadata({ labels: fitting, metadata: others }: KeptMetadata): Metadata | undefined {
  return fitting === undefined && others === undefined ? undefined : { ...fitting, ...others }
}

/** As API v3 shows it. */
export function withoutMetadata<Row extends KeptMetadata>({
  metadata: _,
  ...row
}: Row): Omit<Row, 'metadata'> {
  return row
}
