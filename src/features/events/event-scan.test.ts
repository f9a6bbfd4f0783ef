import { expect, test, vi } from 'vitest'
import { anIngestedEvent } from '#testing/exchange-record.ts'
import { createEventScan } from './event-scan.ts'
import type { EventSource } from './event-source.ts'
import { parseFilter } from './parse-filter.ts'

const start = Date.UTC(2026, 10, 21, 12)

/** Events each a second older than the one before; every 500th is of the model. */
function aSource(count: number) {
  const asked = { pages: 0 }
  const listIngested: EventSource['listIngested'] = async ({ size, after = '0' }) => {
    asked.pages += 1
    const from = Number(after)
    const events = Array.from({ length: Math.min(size, count - from) }, (_, index) =>
      anIngestedEvent(String(from + index), {
        time: new Date(start - (from + index) * 1000).toISOString(),
        data: { model: (from + index) % 500 === 0 ? 'large' : 'small' },
      }),
    )
    return { events, next: from + size < count ? String(from + size) : undefined }
  }
  return { asked, source: { listIngested } as EventSource }
}

const { terms } = parseFilter('data.model:large')
const scanOf = (source: EventSource) => createEventScan(source, { filter: {}, before: start + 1, terms })

test('all events are looked at, and those that meet the filter are listed', async () => {
  const { source } = aSource(20_500)
  const scan = scanOf(source)
  scan.subscribe(() => undefined)
  await vi.waitFor(() => expect(scan.progress().isBusy).toBe(false))
  expect(scan.progress()).toMatchObject({ events: 20_500, isDone: true })
  expect(scan.count()).toBe(41)
  expect(scan.at(40)?.key).toBe('event-20000')
})

test('a search that nobody waits for any more ends, and goes on when it is asked to', async () => {
  const { source, asked } = aSource(50_000)
  const scan = scanOf(source)
  const end = scan.subscribe(() => undefined)
  end()
  await vi.waitFor(() => expect(scan.progress().isBusy).toBe(false))
  expect(asked.pages).toBe(1)
  scan.subscribe(() => undefined)
  scan.search()
  await vi.waitFor(() => expect(scan.progress().isDone).toBe(true))
  expect(scan.count()).toBe(100)
})
