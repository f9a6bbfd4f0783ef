/** Whether an event meets a filter: the meaning that every store must agree with. */
import { checksOf } from './event-check.ts'
import type { EventFilter, StoredEvent, TextFilter, TimeFilter } from './event-store.ts'
import { eventMilliseconds } from './event-times.ts'

export const textFilterFields = ['id', 'source', 'subject', 'type'] as const
export const timeFilterFields = ['time', 'ingested_at', 'stored_at'] as const

/** Texts compare case-sensitively, times to the millisecond. */
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
  if ('contains' in condition) return value.includes(condition.contains)
  if ('oeq' in condition) return condition.oeq.includes(value)
  return condition.ocontains.some(part => value.includes(part))
}

/** The condition's times are read once. */
export function matchesTime(condition: TimeFilter): (milliseconds: number) => boolean {
  const { eq, lt, lte, gt, gte } = condition
  const tests: ((value: number) => boolean)[] = []
  const add = (time: string | undefined, test: (value: number, limit: number) => boolean) => {
    if (time === undefined) return
    const limit = Date.parse(time)
    tests.push(value => test(value, limit))
  }
  add(eq, (value, limit) => value === limit)
  add(lt, (value, limit) => value < limit)
  add(lte, (value, limit) => value <= limit)
  add(gt, (value, limit) => value > limit)
  add(gte, (value, limit) => value >= limit)
  return value => tests.every(test => test(value))
}
