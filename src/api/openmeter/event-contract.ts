/** Events of OpenMeter's APIs v1 and v2 (openmeter api/openapi.yaml); where they are sent is `ingestEventsV1`. */
import { z } from 'zod'
import { readCursor } from '#events/cursor.ts'
import { meteringEvent } from '#events/ingested-event.ts'
import { type Endpoint, get } from '../endpoint.ts'
import { wholeNumber } from '../whole-number.ts'
import { clientId } from './pagination.ts'
import { eventTextFilter, idFilter } from './text-filter.ts'
import { eventTimeFilter } from './time-filter.ts'

const dateTime = z.iso.datetime({ offset: true })

const ingestedEventV1 = z.object({
  event: meteringEvent,
  customerId: z.string().optional(),
  /** OpenMeter's messages, one a line. */
  validationError: z.string().optional(),
  ingestedAt: dateTime,
  storedAt: dateTime,
})
export type IngestedEventV1 = z.infer<typeof ingestedEventV1>

const limit = wholeNumber({ min: 1, max: 100 }).default(100)

const eventListV1Query = z.object({
  clientId,
  /** Bounds are inclusive. */
  ingestedAtFrom: dateTime.optional(),
  ingestedAtTo: dateTime.optional(),
  from: dateTime.optional(),
  to: dateTime.optional(),
  /** A part of it is enough. */
  id: z.string().optional(),
  subject: z.string().optional(),
  customerId: z.array(z.string()).optional(),
  limit,
})
export type EventListV1Query = z.output<typeof eventListV1Query>

/** Newest first. */
export const listEventsV1: Endpoint<
  EventListV1Query,
  undefined,
  IngestedEventV1[],
  '/api/v1/events',
  z.input<typeof eventListV1Query>
> = {
  ...get('/api/v1/events', z.array(ingestedEventV1), eventListV1Query),
  repeatable: ['customerId'],
}

const eventFilter = z
  .object({
    id: eventTextFilter,
    source: eventTextFilter,
    subject: eventTextFilter,
    type: eventTextFilter,
    customerId: idFilter,
    time: eventTimeFilter,
    ingestedAt: eventTimeFilter,
  })
  .partial()

/** JSON in a query parameter. */
export const jsonText = z.string().transform((text, context): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    context.issues.push({ code: 'custom', message: 'is not JSON', input: text })
    return z.NEVER
  }
})

const eventListV2Query = z.object({
  clientId,
  cursor: z
    .string()
    .refine(text => readCursor(text)?.field === 'time', 'is not a cursor of this list')
    .optional(),
  limit,
  filter: jsonText.pipe(eventFilter).optional(),
})
export type EventListV2Query = z.output<typeof eventListV2Query>

/** Newest first; without `nextCursor` it was the last page. */
export const listEventsV2 = get(
  '/api/v2/events',
  z.object({ items: z.array(ingestedEventV1), nextCursor: z.string().optional() }),
  eventListV2Query,
)
