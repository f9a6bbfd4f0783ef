/** The queries of Konnect's meter and customer lists, and how they cut a list that is in memory. */
import { z } from 'zod'
import type { TextFilter } from '#events/event-store.ts'
import { matchesText } from '#events/match-event.ts'
import { customerFilterQuery, textFilterQuery } from './event-query.ts'
import { wholeNumber } from './whole-number.ts'

/** Konnect API, StringFieldFilter: a text is short for `[eq]`. */
const stringFilter = z.preprocess(
  (value): unknown => (typeof value === 'string' ? { eq: value } : value),
  textFilterQuery,
) as z.ZodType<z.output<typeof textFilterQuery>, string | z.input<typeof textFilterQuery>>

/** Konnect API, ULIDFieldFilter. */
const ulidFilter = customerFilterQuery.transform(({ eq = '', neq, oeq }): TextFilter => {
  if (neq !== undefined) return { neq }
  return oeq === undefined ? { eq } : { oeq }
})

/** Konnect API, PagePaginationQuery. */
const page = z
  .strictObject({
    size: wholeNumber({ min: 1, max: 1000 }).default(20),
    number: wholeNumber({ min: 1 }).default(1),
  })
  .prefault({})

/** `key`, `key asc`, `key desc`, several with commas; ascending unless said otherwise. */
const sortBy = <Field extends string>(fields: readonly [Field, ...Field[]], byDefault: Field) => {
  const attribute = z.enum(fields)
  return z
    .string()
    .transform(text => text.split(',').map(part => part.trim().split(/\s+/)))
    .pipe(
      z.array(
        z
          .union([z.tuple([attribute]), z.tuple([attribute, z.enum(['asc', 'desc'])])], {
            error: `must be ${fields.join(', ')}, each followed by " asc" or " desc" or nothing`,
          })
          .transform(([field, direction]) => ({ field, descending: direction === 'desc' })),
      ),
    )
    .prefault(byDefault)
}

export const meterListQuery = z.strictObject({
  page,
  filter: z.strictObject({ key: stringFilter, name: stringFilter }).partial().default({}),
  sort: sortBy(['key', 'name', 'aggregation', 'created_at', 'updated_at'], 'created_at'),
})

export const customerListQuery = z.strictObject({
  page,
  filter: z
    .strictObject({
      key: stringFilter,
      name: stringFilter,
      primary_email: stringFilter,
      usage_attribution_subject_key: stringFilter,
      plan_key: stringFilter,
      billing_profile_id: ulidFilter,
    })
    .partial()
    .default({}),
  sort: sortBy(['id', 'name', 'created_at'], 'name'),
})

interface ListQuery<Field extends string> {
  page: { size: number; number: number }
  filter: Record<string, TextFilter | undefined>
  sort: { field: Field; descending: boolean }[]
}

/** `valuesOf` gives the texts of a row that a filter looks at; any of them may meet it. */
export function cutList<Field extends string, Row extends Record<Field, string>>(
  rows: readonly Row[],
  query: ListQuery<Field>,
  valuesOf: (row: Row, field: string) => readonly string[],
) {
  const found = rows
    .filter(row =>
      Object.entries(query.filter).every(
        ([field, condition]) =>
          condition === undefined || valuesOf(row, field).some(value => matchesText(value, condition)),
      ),
    )
    .sort((a, b) => compare(a, b, query.sort))
  const { size, number } = query.page
  return {
    data: found.slice((number - 1) * size, number * size),
    meta: { page: { number, size, total: found.length } },
  }
}

function compare<Field extends string>(
  a: Record<Field, string>,
  b: Record<Field, string>,
  sort: readonly { field: Field; descending: boolean }[],
): number {
  for (const { field, descending } of sort) {
    if (a[field] !== b[field]) return (a[field] < b[field] ? -1 : 1) * (descending ? -1 : 1)
  }
  return 0
}
