import { screen, waitFor, within } from '@testing-library/react'
import { expect, test } from 'vitest'
import { describeEventsPage } from '#testing/events-page.tsx'
import { aDroppedExchange, anEventInFlight, anExchange, aStoredEvent } from '#testing/exchange-record.ts'

const page = describeEventsPage()
const noon = Date.UTC(2026, 10, 21, 12)

/** One a second up to noon. */
async function eventsBeforeNoon(count: number) {
  const events = Array.from({ length: count }, (_, index) =>
    aStoredEvent(`${index}`, { time: new Date(noon - (count - index) * 1000).toISOString() }),
  )
  const at = new Date(noon).toISOString()
  await page.backend().events.append(events.map(event => ({ event, ingested_at: at, stored_at: at })))
}

test('what retention removed is said under the list, with each removal', async () => {
  await eventsBeforeNoon(1)
  const [from, to] = [noon - 86_400_000, noon - 3_600_000]
  page.backend().events.retention = async () => ({
    limits: { maxEvents: 1_000_000, maxAgeDays: 30, maxBytes: null },
    stored: { events: 999_000, bytes: null },
    removed: { events: 12_500, from, to },
    removals: [{ at: noon, reason: 'max_events', events: 12_500, from, to }],
  })
  const { user } = page.show()
  const summary = await screen.findByText(/^12,500 events removed by retention, up to 2026-11-21/)
  expect(summary.textContent).toMatch(/999,000 are kept; the limit is 1,000,000 events, 30 days\.$/)
  await user.click(summary)
  const removals = within(screen.getByRole('list'))
  expect(removals.getByRole('listitem').textContent).toMatch(/because there were more than the limit$/)
})

test('nothing is said of retention while it has removed nothing', async () => {
  await eventsBeforeNoon(1)
  page.show()
  await screen.findByRole('row', { name: /alice/ })
  expect(screen.queryByText(/retention/)).toBeNull()
})

test('requests that the gateway no longer keeps are counted under the list', async () => {
  for (let index = 0; index < 1002; index += 1) page.backend().rehearsal.record(aDroppedExchange(`${index}`))
  page.show()
  await screen.findByText(
    '2 older requests of the gateway are counted, not kept: their events that arrived are listed, nothing else of them.',
  )
})

test('requests that came too fast to be kept are told apart', async () => {
  page.backend().rehearsal.record(aDroppedExchange('kept'))
  page.backend().rehearsal.thin(12_500)
  page.show()
  await screen.findByText(
    /^12,500 requests of the gateway are counted, not kept: .* They came under load: it keeps up to 1,000 a second, and 1,000 more that made no event or ended badly\.$/,
  )
})

test('of requests that came too fast and of older ones each number is said', async () => {
  for (let index = 0; index < 1002; index += 1) page.backend().rehearsal.record(aDroppedExchange(`${index}`))
  page.backend().rehearsal.thin(12_500)
  page.show()
  await screen.findByText(
    /^12,502 requests of the gateway are counted, not kept: .* 12,500 of them came under/,
  )
})

test('what was missed of requests that are not kept is said by its number', async () => {
  const { rehearsal } = page.backend()
  rehearsal.record(aDroppedExchange('kept'))
  rehearsal.thin(12_500, { lost: 5115, dropped: 1 })
  const { user } = page.show()
  await screen.findByText(
    'Not in the tabs, since their requests are not kept: 5,115 events lost and 1 request dropped; see Usage & bill. In all, since it started: 5,115 events lost and 2 requests dropped.',
  )
  await user.click(await screen.findByRole('tab', { name: 'Lost 0' }))
  await screen.findByText(/^The gateway has counted 5,115 events lost, and keeps none of the requests\./)
})

test('events from before the list’s own rows that the store has not are counted and told', async () => {
  const at = new Date(noon - 86_400_000).toISOString()
  const { rehearsal } = page.backend()
  const flying = (id: string, change: Parameters<typeof anEventInFlight>[1]) =>
    rehearsal.record(anExchange(id, { at, events: [anEventInFlight(id, change)] }))
  flying('stored', { delivery: 'delivered' })
  flying('elsewhere', { delivery: 'delivered', attempts: [{ at, status: 202, elsewhere: true }] })
  flying('lost', { delivery: 'lost', attempts: [] })
  flying('tried', { delivery: 'retrying', attempts: [{ at, status: 500, elsewhere: true }] })
  flying('waits', { delivery: 'waiting', attempts: [] })
  await eventsBeforeNoon(700)
  const { user } = page.show()
  await screen.findByText(
    /stored events only\. 1 event lost: see Lost; 1 event delivered to another ingest endpoint: counted, not listed; 2 events on their way: counted, not listed\.$/,
  )
  await user.click(await screen.findByRole('tab', { name: 'Emitted 704' }))
  await screen.findByText(/stored events only\. 1 event lost/)
  await user.type(screen.getByRole('searchbox'), 'subject:bob')
  await waitFor(() => expect(screen.queryByText(/stored events only/)).toBeNull())
})

test('requests from before the list’s own rows are told by what became of them', async () => {
  const at = new Date(noon - 86_400_000).toISOString()
  page.backend().rehearsal.record(aDroppedExchange('a', { at }))
  page.backend().rehearsal.record(aDroppedExchange('b', { at, outcome: 'not_metered' }))
  page.backend().rehearsal.record(aDroppedExchange('c', { at, outcome: 'not_metered' }))
  await eventsBeforeNoon(700)
  page.show()
  await screen.findByText(
    /the list has stored events only\. 1 request dropped before then: see Dropped; 2 requests not metered: counted, not listed\.$/,
  )
  await screen.findByRole('tab', { name: 'All 703' })
})
