/** Whether an event meets a filter: the meaning that every store must agree with. */
import type { EventFilter, StoredEvent, TextFilter, TimeFilter } from './event-store.ts'
import { eventMilliseconds } from './event-times.ts'

export const textFilterFields = ['id', 'source', 'subject', 'type'] as const
export const timeFilterFields = ['time', 'ingested_at', 'stored_at'] as const

/** Texts compare case-sensitively, times to the millisecond. */
export function matchesFilter(stored: StoredEvent, filter: EventFilter): boolean {
  return (
    matchesSubjects(stored.event.subject, filter.subjects) &&
    textFilterFields.every(field => {
      const condition = filter[field]
      return condition === undefined || matchesText(stored.event[field], condition)
    }) &&
    timeFilterFields.every(field => {
      const condition = filter[field]
      return condition === undefined || matchesTime(eventMilliseconds(stored, field), condition)
    })
  )
}

function matchesSubjects(subject: string, subjects: EventFilter['subjects']): boolean {
  if (subjects === undefined) return true
  return 'in' in subjects ? subjects.in.includes(subject) : !subjects.notIn.includes(subject)
}

export function matchesText(value: string, condition: TextFilter): boolean {
  if ('eq' in condition) return value === condition.eq
  if ('neq' in condition) return value !== condition.neq
  if ('contains' in condition) return value.includes(condition.contains)
  if ('oeq' in condition) return condition.oeq.includes(value)
  return condition.ocontains.some(part => value.includes(part))
}

function matchesTime(value: number, condition: TimeFilter): boolean {
  const { eq, lt, lte, gt, gte } = condition
  return (
    (eq === undefined || value === Date.parse(eq)) &&
    (lt === undefined || value < Date.parse(lt)) &&
    (lte === undefined || value <= Date.parse(lte)) &&
    (gt === undefined || value > Date.parse(gt)) &&
    (gte === undefined || value >= Date.parse(gte))
  )
}
