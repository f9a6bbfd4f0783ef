/** Whether an event meets a filter: the meaning that every store must agree with. */
import { checksOf } from './event-check.ts'
import type { EventFilter, StoredEvent, TextFilter, TimeFilter } from './event-store.ts'
import { eventMilliseconds } from './event-times.ts'

export const textFilterFields = ['id', 'source', 'subject', 'type'] as const
export const timeFilterFields = ['time', 'ingested_at', 'stored_at'] as const

/** Texts compare case-sensitively unless a part is looked for, times to the millisecond. */
export function matchesFilter(stored: StoredEvent, filter: EventFilter): boolean {
  return (
    (filter.subjects === undefined || matchesSubjects(stored.event.subject, filter.subjects)) &&
    matchesCheck(stored, filter.check) &&
    textFilterFields.every(field => {
      const condition = filter[field]
      return condition === undefined || matchesText(stored.event[field], condition)
    }) &&
    timeFilterFields.every(field => {
      const condition = filter[field]
      return condition === undefined || matchesTime(condition)(eventMilliseconds(stored, field))
    })
  )
}

export function matchesSubjects(subject: string, subjects: NonNullable<EventFilter['subjects']>): boolean {
  return 'in' in subjects ? subjects.in.includes(subject) : !subjects.notIn.includes(subject)
}

function matchesCheck({ event }: StoredEvent, condition: EventFilter['check']): boolean {
  if (condition === undefined) return true
  return checksOf(event, condition.rules).some(check => condition.any.includes(check))
}

export function matchesText(value: string, condition: TextFilter): boolean {
  if ('eq' in condition) return value === condition.eq
  if ('neq' in condition) return value !== condition.neq
  if ('contains' in condition) return containsText(value, condition.contains)
  if ('includes' in condition) return value.includes(condition.includes)
  if ('oeq' in condition) return condition.oeq.includes(value)
  return condition.ocontains.some(part => containsText(value, part))
}

/** Whether the part is in the text, A taken for a: OpenMeter compares by ClickHouse's `lower`, which is for ASCII. */
export function containsText(text: string, part: string): boolean {
  return text.includes(part) || lower(text).includes(lower(part))
}

function lower(text: string): string {
  return text.replace(/[A-Z]+/g, letters => letters.toLowerCase())
}

/** The condition's times are read once. */
export function matchesTime({ eq, lt, lte, gt, gte }: TimeFilter): (milliseconds: number) => boolean {
  const limits = (...times: (string | undefined)[]) =>
    times.flatMap(time => (time === undefined ? [] : [Date.parse(time)]))
  // Times are whole milliseconds, so that every condition is about a first and a last one.
  const first = Math.max(...limits(eq, gte), ...limits(gt).map(limit => limit + 1))
  const last = Math.min(...limits(eq, lte), ...limits(lt).map(limit => limit - 1))
  return value => value >= first && value <= last
}
