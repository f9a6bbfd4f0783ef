import { cleanup, screen, waitFor, within } from '@testing-library/react'
import { expect, test, vi } from 'vitest'
import { priceBook } from '#billing/price-book.ts'
import type { MeteringEvent } from '#events/ingested-event.ts'
import { describeEventsPage, rowNames } from '#testing/events-page.tsx'
import { aStoredEvent } from '#testing/exchange-record.ts'

const page = describeEventsPage()
const at = '2026-11-21T12:04:31.400Z'

/** So many that the page does not read them all: one a second, every tenth of bob. */
async function manyEvents(count: number) {
  const events = Array.from({ length: count }, (_, index): MeteringEvent => {
    const time = new Date(Date.UTC(2026, 10, 21, 12) - (count - index) * 1000).toISOString()
    return aStoredEvent(`${index}`, { time, subject: index % 10 === 0 ? 'bob' : 'alice' })
  })
  await page.backend().events.append(events.map(event => ({ event, ingested_at: at, stored_at: at })))
}

const grid = () => screen.findByRole('grid', { name: 'Events and requests' })
const lastAddress = (location: { history: string[] }) => decodeURIComponent(location.history.at(-1) ?? '')

test('facets count what is listed, and a checkbox puts its value into the filter', async () => {
  await page.threeRows()
  const { user, location } = page.show()
  const facets = within(await screen.findByRole('region', { name: 'Facets' }))
  facets.getByRole('checkbox', { name: 'Outcome: Dropped, 1 row' })
  facets.getByRole('checkbox', { name: 'Check: No customer, 1 event' })
  await user.click(await facets.findByRole('checkbox', { name: 'Subject: alice, 1 event' }))
  expect(lastAddress(location)).toContain('q=subject:alice')
  await waitFor(() => expect(rowNames()).toHaveLength(1))
  await user.click(facets.getByRole('checkbox', { name: 'Subject: alice, 1 event' }))
  await waitFor(() => expect(rowNames()).toHaveLength(3))
  await user.click(facets.getByRole('button', { name: 'Subject' }))
  expect(facets.queryByRole('checkbox', { name: /^Subject: / })).toBeNull()
})

test('of more events than the page reads, the store counts', async () => {
  await manyEvents(1200)
  const { user } = page.show()
  const bob = await screen.findByRole('checkbox', { name: 'Subject: bob, 120 events' })
  screen.getByRole('checkbox', { name: 'Outcome: Emitted, 1200 rows' })
  await screen.findByRole('tab', { name: 'All 1,200' })
  await waitFor(async () => expect((await grid()).getAttribute('aria-rowcount')).toBe('1201'))
  await user.click(bob)
  await waitFor(async () => expect((await grid()).getAttribute('aria-rowcount')).toBe('121'))
  await screen.findByRole('checkbox', { name: 'Subject: alice, 1080 events' })
})

test('rows far down are read when one goes there', async () => {
  await manyEvents(1200)
  const { user } = page.show()
  const list = await grid()
  await waitFor(() => expect(list.getAttribute('aria-rowcount')).toBe('1201'))
  list.focus()
  await user.keyboard('{End}')
  await waitFor(() =>
    expect(list.querySelector('[aria-rowindex="1201"]')?.getAttribute('aria-label')).toMatch(/subject bob/),
  )
})

test('a word is looked for in the events that are not here, too', async () => {
  await manyEvents(1200)
  page.show('/events?q=event-11')
  await screen.findByText(/The store cannot look for/)
  await waitFor(async () => expect((await grid()).getAttribute('aria-rowcount')).toBe('112'))
  screen.getByText(/all older events were looked at here/)
})

test('bars are chosen by keys, and their time goes into the filter; the table says the same', async () => {
  await manyEvents(1200)
  const { user, location } = page.show()
  const bars = await screen.findByRole('listbox', { name: /^Bars/ })
  bars.focus()
  await user.keyboard('{Home}{Shift>}{ArrowRight}{/Shift}{Enter}')
  expect(lastAddress(location)).toMatch(/q=time:>=2026-11-21T11:40:00.000Z\+time:</)
  await screen.findByRole('button', { name: 'All time' })
  await user.click(screen.getByRole('button', { name: 'All time' }))
  expect(lastAddress(location)).not.toContain('time')
  await user.click(screen.getByRole('button', { name: 'View as table' }))
  const table = within(screen.getByRole('region', { name: 'Events over time as a table' }))
  await waitFor(() => expect(table.getAllByRole('row').length).toBeGreaterThan(20))
})

test('columns are chosen and ordered, and stay so', async () => {
  await page.threeRows()
  const { user } = page.show()
  await user.click(await screen.findByRole('button', { name: 'Columns' }))
  const dialog = within(await screen.findByRole('dialog', { name: 'Columns' }))
  await user.click(dialog.getByRole('checkbox', { name: 'Customer' }))
  await user.click(dialog.getByRole('checkbox', { name: 'Path' }))
  for (let step = 0; step < 3; step += 1) {
    await user.click(dialog.getByRole('button', { name: 'Move Path to the left' }))
  }
  await user.click(dialog.getByRole('button', { name: 'Done' }))
  const headings = screen.getAllByRole('columnheader').map(({ textContent }) => textContent)
  expect(headings).toEqual(['Outcome', 'Time', 'Type', 'Path', 'Subject', 'Delivery', 'Check'])
  expect(JSON.parse(localStorage.getItem('events-page') ?? '')).toMatchObject({
    columns: ['time', 'type', 'path', 'subject', 'delivery', 'check'],
  })
})

test('a view is saved under a name, shown again and deleted', async () => {
  await page.threeRows()
  const { user, location } = page.show('/events?q=subject:bob&view=lost')
  await user.click(await screen.findByRole('button', { name: 'Saved views' }))
  await user.type(await screen.findByRole('textbox', { name: /^Save the filter/ }), 'Lost of bob')
  await user.click(screen.getByRole('button', { name: 'Save view' }))
  await user.keyboard('{Escape}')
  await user.clear(screen.getByRole('searchbox'))
  await user.click(screen.getByRole('button', { name: 'Saved views' }))
  await user.click(await screen.findByRole('button', { name: /^Lost of bob/ }))
  expect(lastAddress(location)).toContain('q=subject:bob')
  expect(lastAddress(location)).toContain('view=lost')
  await user.click(screen.getByRole('button', { name: 'Saved views' }))
  await user.click(await screen.findByRole('button', { name: 'Delete view Lost of bob' }))
  screen.getByText(/^No view is saved/)
})

test('two rows are compared by keys, differences first', async () => {
  await page.threeRows()
  const { user } = page.show()
  ;(await grid()).focus()
  await user.keyboard('{Home}xjd')
  const dialog = within(await screen.findByRole('dialog', { name: /^Compare two rows: \d+ differences$/ }))
  dialog.getByRole('row', { name: 'outcome Dropped Lost' })
  dialog.getByRole('row', { name: 'reason no consumer (absent)' })
  expect(dialog.getByText(/equal fields$/).closest('details')?.open).toBe(false)
})

test('the drawer says which meters count an event, and why nobody is billed for it', async () => {
  await page.deliver('a', { data: { request_method: 'GET', route_name: 'example-route' } })
  const { user } = page.show('/events?tab=meters')
  await user.click(await screen.findByRole('row', { name: /alice/ }))
  const meter = within(await screen.findByRole('region', { name: 'Meter api_requests_total' }))
  meter.getByText('+1')
  meter.getByText('example-route')
  expect(meter.getAllByText('(absent)')).toHaveLength(1)
  screen.getByText('Its subject belongs to no customer.')
})

test('an event that a bill leads to costs what it costs at its place in that bill', async () => {
  const subscription = { customer: 'alice-ltd', plan: 'tiers', active_from: '2026-01-01T00:00:00Z' }
  const tiers = [{ up_to: '1', unit_amount: '1000.5' }, { unit_amount: '2' }]
  const card = { key: 'calls', name: 'Calls', feature: 'calls', price: { type: 'graduated', tiers } }
  const calls = { key: 'calls', name: 'Calls', meter: 'api_requests_total' }
  const book = {
    currency: 'USD',
    features: [calls],
    plans: [{ key: 'tiers', name: 'T', rate_cards: [card] }],
  }
  const { catalog, prices } = page.backend()
  prices.save(priceBook.parse({ ...book, subscriptions: [subscription] }))
  const [created_at, updated_at] = [at, at]
  const alice = { key: 'alice-ltd', name: 'Alice', usage_attribution: { subject_keys: ['alice'] } }
  catalog.putCustomer({ id: '01ARZ3NDEKTSV4RRFFQ69G5FAV', created_at, updated_at, ...alice })
  await page.deliver('first', { time: '2026-10-31T23:30:00Z' })
  await page.deliver('second', { time: '2026-11-21T12:00:00Z' })
  const november = page.show('/events?tab=meters')
  await november.user.click(await screen.findByRole('row', { name: /12:00:00/ }))
  await screen.findByText('$1,000.50')
  screen.getByText('Simulated: the price at its place in 2026-11 (UTC), before rounding.')
  cleanup()
  const berlin = page.show('/events?tab=meters&bill=2026-10-31T23:00:00.000Z/2026-11-30T23:00:00.000Z')
  await berlin.user.click(await screen.findByRole('row', { name: /12:00:00/ }))
  await screen.findByText('$2.00')
  screen.getByText(/at its place in the bill of 2026-10-31T23:00:00Z to 2026-11-30T23:00:00Z, before/)
})

test('a reason is said in words where a dropped request is explained', async () => {
  await page.threeRows()
  const { user } = page.show()
  await user.click(await screen.findByRole('row', { name: /Dropped/ }))
  const drawer = within(screen.getByRole('complementary', { name: 'GET /anything' }))
  drawer.getByText('Dropped: no consumer')
  expect(drawer.queryByText('no_consumer')).toBeNull()
})

test('keys filter by the row that one is on, and step through the tabs of its details', async () => {
  await page.threeRows()
  const { user, location } = page.show()
  ;(await grid()).focus()
  await user.keyboard('{End}f')
  expect(lastAddress(location)).toContain('q=subject:alice')
  await user.keyboard('f')
  await user.keyboard('{End}{Enter}]')
  expect(screen.getByRole('tab', { name: 'Trace' }).getAttribute('aria-selected')).toBe('true')
})

test('the export has every event of the filter, also those that are not listed yet', async () => {
  await manyEvents(2300)
  const { user } = page.show('/events?q=subject:bob')
  const saved: Blob[] = []
  vi.spyOn(HTMLAnchorElement.prototype, 'click').mockReturnValue()
  vi.stubGlobal('URL', Object.assign(URL, { revokeObjectURL: () => undefined }))
  URL.createObjectURL = blob => {
    if (blob instanceof Blob) saved.push(blob)
    return 'blob:'
  }
  await waitFor(async () => expect((await grid()).getAttribute('aria-rowcount')).toBe('231'))
  await user.click(screen.getByRole('button', { name: 'Export' }))
  const dialog = within(await screen.findByRole('dialog', { name: 'Export 230 rows' }))
  await user.click(dialog.getByRole('button', { name: 'JSON Lines' }))
  await waitFor(() => expect(saved).toHaveLength(1))
  const lines = (await saved[0]?.text())?.trimEnd().split('\n') ?? []
  expect(new Set(lines.map(line => (JSON.parse(line) as { event_id: string }).event_id)).size).toBe(230)
})

test('the filter is copied as a call of Konnect', async () => {
  await page.threeRows()
  const { user } = page.show('/events?q=subject:alice')
  await user.click(await screen.findByRole('button', { name: 'Copy as Konnect API call' }))
  const command = await navigator.clipboard.readText()
  expect(command).toContain('/v3/openmeter/events?filter%5Bsubject%5D%5Beq%5D=alice')
})
