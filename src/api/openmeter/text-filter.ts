/** OpenMeter's filters with `$` operators (openmeter pkg/filter), as far as the stores' own filters express them. */
import { z } from 'zod'
import type { TextFilter } from '#events/event-store.ts'
import type { DimensionFilter, TextCondition } from '#events/meter-usage.ts'

const text = z.string().nullish()
const texts = z.array(z.string()).nullish()

/** An operator that is null counts as not given. */
const operators = z.strictObject({
  $eq: text,
  $ne: text,
  $in: texts,
  $nin: texts,
  $like: text,
  $nlike: text,
  $ilike: text,
  $nilike: text,
  $contains: text,
  $ncontains: text,
  $gt: text,
  $gte: text,
  $lt: text,
  $lte: text,
})
type Operators = z.infer<typeof operators>
const combined = z.array(operators).min(1).max(10).nullish()
const filterString = operators.extend({ $and: combined, $or: combined })
type FilterString = z.infer<typeof filterString>

/** A filter of a list of events; undefined without operators. */
export const eventTextFilter = filterString.transform(
  translated(
    eventFilterOf,
    '$eq, $ne, $in, $contains, $like and $ilike with %…%, and $or of equalities or of parts',
  ),
)

/** A filter of a meter's dimension; undefined without operators. */
export const dimensionFilter = filterString.transform(
  translated(
    dimensionFilterOf,
    '$eq, $ne, $in, $nin, $contains, $ncontains, $like, $nlike, $ilike and $nilike with %…%, and $and and $or of these',
  ),
)

/** `served` are the operators that `translate` knows; the others are an issue. */
function translated<Filter>(translate: (filter: FilterString) => Filter | undefined, served: string) {
  return (filter: FilterString, context: z.core.$RefinementCtx): Filter | undefined => {
    const [first, ...more] = givenOperators(filter)
    if (first === undefined) return undefined
    const found = more.length === 0 ? translate(filter) : undefined
    if (found !== undefined) return found
    const message = more.length > 0 ? 'must have exactly one operator' : `is not served here: ${served} are`
    context.issues.push({ code: 'custom', message, input: filter, path: more.length > 0 ? [] : [first] })
    return z.NEVER
  }
}

function givenOperators(filter: object): string[] {
  return Object.entries(filter).flatMap(([name, value]) => (isGiven(value) ? [name] : []))
}

export function isGiven<Value>(value: Value | null | undefined): value is Value {
  return value !== undefined && value !== null
}

/** The text of the pattern `%text%`; undefined for another pattern. */
function partOf(pattern: string | null | undefined): string | undefined {
  const inner = /^%((?:[^%_\\]|\\[%_\\])*)%$/.exec(pattern ?? '')?.[1]
  return inner?.replaceAll(/\\([%_\\])/g, '$1')
}

function eventFilterOf({ $or, ...filter }: FilterString): TextFilter | undefined {
  return isGiven($or) ? anyOf($or) : plainFilter(filter)
}

function plainFilter(filter: Operators): TextFilter | undefined {
  const { $eq, $ne, $in } = filter
  if (isGiven($eq)) return { eq: $eq }
  if (isGiven($ne)) return { neq: $ne }
  if (isGiven($in)) return { oeq: $in }
  const found = partFilter(filter)
  return found !== undefined && ('contains' in found || 'includes' in found) ? found : undefined
}

type PartFilter = { contains: string } | { ncontains: string } | { includes: string } | { excludes: string }

/** `$ilike` takes A for a, as `$contains` does; `$like` does not. */
function partFilter({ $contains, $ncontains, ...patterns }: Operators): PartFilter | undefined {
  const part = $contains ?? partOf(patterns.$ilike)
  if (part !== undefined) return { contains: part }
  const absent = $ncontains ?? partOf(patterns.$nilike)
  if (absent !== undefined) return { ncontains: absent }
  const exact = partOf(patterns.$like)
  if (exact !== undefined) return { includes: exact }
  const excluded = partOf(patterns.$nlike)
  return excluded === undefined ? undefined : { excludes: excluded }
}

/** All of them equalities, or all of them parts. */
function anyOf(filters: readonly Operators[]): TextFilter | undefined {
  const found = filters.map(filter => (givenOperators(filter).length === 1 ? plainFilter(filter) : undefined))
  const equal = found.flatMap(equalities)
  if (found.every(filter => equalities(filter).length > 0)) return { oeq: equal }
  const parts = found.flatMap(filter =>
    filter !== undefined && 'contains' in filter ? [filter.contains] : [],
  )
  return parts.length === found.length ? { ocontains: parts } : undefined
}

function equalities(filter: TextFilter | undefined): string[] {
  if (filter === undefined) return []
  if ('eq' in filter) return [filter.eq]
  return 'oeq' in filter ? filter.oeq : []
}

function dimensionFilterOf({ $and, $or, ...filter }: FilterString): DimensionFilter | undefined {
  const and = isGiven($and) ? conditionsOf($and) : undefined
  if (and !== undefined) return { and }
  const or = isGiven($or) ? conditionsOf($or) : undefined
  return or === undefined ? conditionOf(filter) : { or }
}

/** Undefined when one of them is none. */
function conditionsOf(filters: readonly Operators[]): TextCondition[] | undefined {
  const conditions = filters.map(conditionOf)
  return conditions.every(condition => condition !== undefined) ? conditions : undefined
}

function conditionOf(filter: Operators): TextCondition | undefined {
  if (givenOperators(filter).length !== 1) return undefined
  const { $eq, $ne, $in, $nin } = filter
  if (isGiven($eq)) return { eq: $eq }
  if (isGiven($ne)) return { neq: $ne }
  if (isGiven($in)) return { in: $in }
  if (isGiven($nin)) return { nin: $nin }
  return partFilter(filter)
}

/** `{ $in: […] }` of ids, or `{ $eq: … }` of one. */
export const idFilter = z
  .strictObject({ $in: texts, $eq: text })
  .transform(({ $in, $eq }) => (isGiven($eq) ? [$eq] : ($in ?? undefined)))
