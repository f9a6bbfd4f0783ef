/** The query of Konnect's event list: `page`, `filter` and `sort` as deep objects. */
import { z } from 'zod'
import { readCursor } from '#events/cursor.ts'
import { eventCheck } from '#events/event-check.ts'
import type { EventQuery } from '#events/event-store.ts'
import { ulid } from '#events/meter.ts'
import { wholeNumber } from './whole-number.ts'

const list = z.string().transform(text => text.split(','))
const oneOperator = (value: object) => Object.keys(value).length === 1
const oneOperatorMessage = 'must have exactly one of the operators eq, neq, contains, oeq, ocontains'

/** Konnect API, StringFieldFilter by operator. */
export const textFilterQuery = z.union(
  [
    z.strictObject({ eq: z.string() }),
    z.strictObject({ neq: z.string() }),
    z.strictObject({ contains: z.string() }),
    z.strictObject({ oeq: list }),
    z.strictObject({ ocontains: list }),
  ],
  { error: oneOperatorMessage },
)

const dateTime = z.iso.datetime({ offset: true })
const timeOperators = z
  .strictObject({
    eq: dateTime,
    lt: dateTime,
    lte: dateTime,
    gt: dateTime,
    gte: dateTime,
  })
  .partial()
  .refine(value => Object.keys(value).length > 0, 'must have one of the operators eq, lt, lte, gt, gte')
/** A time is short for `[eq]`; several operators are AND-ed, which Konnect's document leaves open. */
const timeFilterQuery = z.preprocess(
  (value): unknown => (typeof value === 'string' ? { eq: value } : value),
  timeOperators,
) as z.ZodType<z.output<typeof timeOperators>, string | z.input<typeof timeOperators>>

const customerOperators = z
  .strictObject({ eq: ulid, neq: ulid, oeq: list.pipe(z.array(ulid)) })
  .partial()
  .refine(oneOperator, 'must have exactly one of the operators eq, oeq, neq')
/** Konnect API, ULIDFieldFilter. */
export const customerFilterQuery = z.preprocess(
  (value): unknown => (typeof value === 'string' ? { eq: value } : value),
  customerOperators,
) as z.ZodType<z.output<typeof customerOperators>, string | z.input<typeof customerOperators>>

/** A cursor; the link to a neighbouring page, as the list gives it, is taken for the cursor in it. */
const cursor = z
  .string()
  .max(8192)
  .transform(
    text => new URLSearchParams(text.split('?', 2)[1] ?? '').get('page[after]') ?? cursorBefore(text),
  )
  .refine(text => readCursor(text) !== undefined, 'is not a cursor of this list')

function cursorBefore(text: string): string {
  return new URLSearchParams(text.split('?', 2)[1] ?? '').get('page[before]') ?? text
}

const defaultPageSize = 20
const maxPageSize = 1000

const page = z
  .strictObject({
    size: wholeNumber({ min: 1, max: maxPageSize }).default(defaultPageSize),
    after: cursor.optional(),
    before: cursor.optional(),
  })
  .refine(({ after, before }) => after === undefined || before === undefined, {
    path: ['before'],
    error: 'cannot be given with page[after]',
  })

/** `time`, `ingested_at` or `stored_at`, with ` asc` or ` desc`; descending unless said otherwise. */
const sort = z
  .string()
  .regex(/^(time|ingested_at|stored_at)( (asc|desc))?$/, {
    error: 'must be time, ingested_at or stored_at, followed by " asc" or " desc" if not descending',
  })
  .transform((text): EventQuery['sort'] => {
    const [field, direction] = text.split(' ')
    return {
      field: field === 'ingested_at' || field === 'stored_at' ? field : 'time',
      direction: direction === 'asc' ? 'asc' : 'desc',
    }
  })

/** Konnect API, ListEventsParamsFilter. */
const eventFilterQuery = z
  .strictObject({
    id: textFilterQuery,
    source: textFilterQuery,
    subject: textFilterQuery,
    type: textFilterQuery,
    customer_id: customerFilterQuery,
    time: timeFilterQuery,
    ingested_at: timeFilterQuery,
    stored_at: timeFilterQuery,
  })
  .partial()

const checks = list.pipe(z.array(eventCheck))

/** Konnect's filter, and `check`: one finding or several with commas; an event with any of them meets it. */
export const studioFilterQuery = eventFilterQuery.extend({ check: checks.optional() })
export type StudioFilterQuery = z.output<typeof studioFilterQuery>

interface Paging {
  page: { after?: string | undefined; before?: string | undefined }
  sort: EventQuery['sort']
}

function refuseForeignCursor({ page: { after, before }, sort }: Paging, context: z.RefinementCtx): void {
  for (const [name, text] of Object.entries({ after, before })) {
    const position = text === undefined ? undefined : readCursor(text)
    if (position === undefined || position.field === sort.field) continue
    context.addIssue({ code: 'custom', path: ['page', name], message: 'is a cursor of another sort order' })
  }
}

const listQuery = z.strictObject({
  page: page.prefault({}),
  filter: eventFilterQuery.default({}),
  sort: sort.prefault('time'),
})
export const eventListQuery = listQuery.superRefine(refuseForeignCursor)
export type EventListQuery = z.output<typeof eventListQuery>

/** The same list with the studio's own filter. */
export const studioEventListQuery = listQuery
  .extend({ filter: studioFilterQuery.default({}) })
  .superRefine(refuseForeignCursor)
export type StudioEventListQuery = z.output<typeof studioEventListQuery>
