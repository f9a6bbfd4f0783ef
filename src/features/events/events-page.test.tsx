import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { cleanup, render, screen, waitFor, within } from '@testing-library/react'
import { userEvent } from '@testing-library/user-event'
import { setupServer } from 'msw/node'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest'
import { Router } from 'wouter'
import { memoryLocation } from 'wouter/memory-location'
import { createCustomer } from '#api/konnect-contract.ts'
import { toMswHandlers } from '#mocks/handlers.ts'
import { createMemoryBackend, type MemoryBackend } from '#mocks/memory-backend.ts'
import { stubLayout } from '#testing/browser-layout.ts'
import { aDroppedExchange, anEventInFlight, anExchange, aStoredEvent } from '#testing/exchange-record.ts'
import { call } from './call.ts'
import { EventsPage } from './events-page.tsx'

const network = setupServer()
let backend: MemoryBackend

beforeAll(() => network.listen({ onUnhandledFrame: 'error' }))
afterAll(() => network.close())
beforeEach(() => {
  stubLayout({ width: 1440, height: 900 })
  backend = createMemoryBackend({ studio: { gateway_url: 'http://127.0.0.1:8003' } })
  network.use(...toMswHandlers(backend.routes))
})
afterEach(() => {
  cleanup()
  network.resetHandlers()
  vi.unstubAllGlobals()
})

function show(path = '/events') {
  const location = memoryLocation({ path, record: true })
  const queries = new QueryClient({ defaultOptions: { queries: { retry: false } } })
  render(
    <QueryClientProvider client={queries}>
      <Router hook={location.hook} searchHook={location.searchHook}>
        <EventsPage />
      </Router>
    </QueryClientProvider>,
  )
  return { location, user: userEvent.setup() }
}

async function deliver(id: string, change: Parameters<typeof aStoredEvent>[1] = {}) {
  const at = '2026-11-21T12:04:31.400Z'
  await backend.events.append([{ event: aStoredEvent(id, change), ingested_at: at, stored_at: at }])
}

async function threeRows() {
  await deliver('a')
  backend.rehearsal.record(anExchange('a'))
  const lost = anEventInFlight('b', { subject: 'bob', delivery: 'lost', reason: 'max_retry_time exceeded' })
  backend.rehearsal.record(anExchange('b', { at: '2026-11-21T12:04:32.000Z', events: [lost] }))
  backend.rehearsal.record(aDroppedExchange('c', { at: '2026-11-21T12:04:33.000Z' }))
}

const rowNames = () =>
  screen
    .getAllByRole('row')
    .slice(1)
    .map(row => row.getAttribute('aria-label')?.replace(/^[\d:.]+, /, ''))

test('lists events and the requests that made none, newest first', async () => {
  await threeRows()
  show()
  await screen.findByRole('row', { name: /alice/ })
  expect(rowNames()).toEqual([
    'GET /anything, status 401, Dropped: no consumer',
    'kong.api_request, subject bob, Lost',
    'kong.api_request, subject alice, Delivered 202, No customer',
  ])
})

test('calls customers by their names, in the list, the facets and the details', async () => {
  await deliver('a')
  const { id } = await call(createCustomer, {
    body: { name: 'Alice Ltd', key: 'alice', usage_attribution: { subject_keys: ['alice'] } },
  })
  const { user } = show()
  const cell = await screen.findByRole('gridcell', { name: 'Alice Ltd' })
  expect(cell.title).toBe(id)
  await screen.findByRole('checkbox', { name: 'Customer: Alice Ltd, 1 event' })
  await user.click(cell)
  const details = await screen.findByRole('complementary')
  within(details).getByText('Alice Ltd', { exact: false })
  within(details).getByText(id)
})

test('says with the real gateway address how to send a first request', async () => {
  show()
  await screen.findByRole('heading', { name: 'No events yet. Send a request' })
  const command = await screen.findByRole('region', { name: 'curl command' })
  expect(command.textContent).toContain('curl -i http://127.0.0.1:8003/anything')
})

test('says why requests made no event', async () => {
  backend.rehearsal.record(aDroppedExchange('a'))
  backend.rehearsal.record(aDroppedExchange('b', { outcome: 'not_metered' }))
  const { user, location } = show()
  await screen.findByText('2 requests, 0 events.')
  await user.click(screen.getByRole('button', { name: 'Show dropped' }))
  await waitFor(() => expect(rowNames()).toHaveLength(1))
  expect(location.history.at(-1)).toContain('view=dropped')
})

test.for([
  ['All 3', 3],
  ['Emitted 2', 2],
  ['Errors 1', 1],
  ['Dropped 1', 1],
  ['Lost 1', 1],
] as const)('the tab %s shows %i', async ([name, count]) => {
  await threeRows()
  const { user } = show()
  await user.click(await screen.findByRole('tab', { name }))
  expect(rowNames()).toHaveLength(count)
})

test('the filter stands in the address, and an empty result offers the way back', async () => {
  await threeRows()
  const { user, location } = show('/events')
  await user.type(await screen.findByRole('searchbox'), 'alicia')
  await screen.findByRole('heading', { name: 'Nothing matches “alicia”' })
  expect(location.history.at(-1)).toContain('q=alicia')
  await user.click(screen.getByRole('button', { name: 'Clear filter' }))
  await waitFor(() => expect(rowNames()).toHaveLength(3))
})

test('the filter takes keys from the address, and says what an unknown key could be', async () => {
  await threeRows()
  const { user } = show(`/events?q=${encodeURIComponent('-subject:bob status:<400')}`)
  await screen.findByRole('row', { name: /alice/ })
  expect(rowNames()).toHaveLength(1)
  const box = screen.getByRole('searchbox')
  await user.clear(box)
  await user.type(box, 'tenant:acme')
  await screen.findByText(/^There is no key “tenant”. Keys are subject, type, .* quote it: "tenant:acme"$/)
  expect(rowNames()).toHaveLength(3)
})

test('keys move in the list, open and close the details', async () => {
  await threeRows()
  const { user } = show()
  await screen.findByRole('row', { name: /alice/ })
  await user.keyboard('j')
  const grid = screen.getByRole('grid', { name: 'Events and requests' })
  expect(document.activeElement).toBe(grid)
  const current = () => document.getElementById(grid.getAttribute('aria-activedescendant') ?? '')
  await user.keyboard('jjj')
  expect(current()?.getAttribute('aria-label')).toMatch(/subject alice/)
  await user.keyboard('{Home}')
  expect(current()?.getAttribute('aria-label')).toMatch(/Dropped/)
  await user.keyboard('{End}{Enter}')
  const drawer = await screen.findByRole('complementary', { name: 'kong.api_request event-a' })
  expect(document.activeElement).toBe(drawer)
  expect(within(drawer).getByText('no customer found for event subject: alice').tagName).toBe('CODE')
  within(drawer).getByText(/You are only tracking usage/)
  await user.keyboard('{Escape}')
  expect(screen.queryByRole('complementary')).toBeNull()
  expect(document.activeElement).toBe(grid)
})

test('the drawer has the trace, the CloudEvent and the attempts of an event', async () => {
  await threeRows()
  const { user } = show()
  await user.click(await screen.findByRole('row', { name: /alice/ }))
  const drawer = within(screen.getByRole('complementary'))
  await user.click(drawer.getByRole('tab', { name: 'Trace' }))
  expect(drawer.getByRole('listitem').textContent).toContain('consumer.username = alice')
  await user.click(drawer.getByRole('tab', { name: 'CloudEvent' }))
  expect(drawer.getByRole('region', { name: 'CloudEvent as JSON' }).textContent).toContain(
    '"specversion": "1.0"',
  )
  await user.click(drawer.getByRole('tab', { name: 'Delivery' }))
  drawer.getByRole('row', { name: /^1 .* 202$/ })
})

test('a dropped request says which rule dropped it, and where that stands', async () => {
  await threeRows()
  const { user } = show('/events?tab=trace')
  await user.click(await screen.findByRole('row', { name: /Dropped/ }))
  const drawer = within(screen.getByRole('complementary', { name: 'GET /anything' }))
  expect(drawer.getByRole('listitem').textContent).toContain(
    'subject, step 1 of 1, failed consumer = (absent)',
  )
  expect(drawer.getByRole('link', { name: 'plugins[1]' }).getAttribute('href')).toBe(
    '/config?at=plugins%5B1%5D',
  )
  expect(drawer.queryByRole('tab', { name: 'CloudEvent' })).toBeNull()
})

test('new events come in by themselves; paused, they wait outside', async () => {
  await threeRows()
  const { user } = show()
  await screen.findByRole('row', { name: /alice/ })
  const later = { at: '2026-11-21T12:05:00.000Z' }
  backend.rehearsal.record(anExchange('d', { ...later, events: [anEventInFlight('d', { subject: 'dora' })] }))
  await screen.findByRole('row', { name: /dora/ })
  await user.keyboard('p')
  backend.rehearsal.record(anExchange('e', { ...later, events: [anEventInFlight('e', { subject: 'emil' })] }))
  await screen.findByText(/^Paused at .*, 1 waiting$/)
  expect(screen.queryByRole('row', { name: /emil/ })).toBeNull()
  await user.keyboard('p')
  screen.getByRole('row', { name: /emil/ })
})

test('says where events go when they leave the studio', async () => {
  const endpoints = ['https://us.api.konghq.com/v3/openmeter/events']
  backend.rehearsal.setStatus({
    delivery: { target: 'endpoint', endpoints, problems: ['The variable DECK_AUTH_TOKEN has no value.'] },
  })
  show()
  await screen.findByText(/https:\/\/us\.api\.konghq\.com/)
  screen.getByText('The variable DECK_AUTH_TOKEN has no value.')
})

async function openFirst(name: RegExp) {
  const { user } = show()
  const [row] = await screen.findAllByRole('row', { name })
  if (row !== undefined) await user.click(row)
  return { user, drawer: within(screen.getByRole('complementary')) }
}

test('creating the missing customer clears every event of the subject, and undo brings the finding back', async () => {
  for (const id of ['a', 'b', 'c']) await deliver(id)
  const { user, drawer } = await openFirst(/No customer/)
  expect(drawer.getByRole('region', { name: 'Konnect API call' }).textContent).toContain('"key": "alice"')
  await user.click(drawer.getByRole('button', { name: 'Create customer "alice"' }))
  const undo = await drawer.findByRole('button', { name: 'Undo: delete customer "alice"' })
  drawer.getByText(/Billing starts only after the customer has a subscription/)
  expect(document.activeElement).toBe(
    drawer.getByRole('region', { name: 'Validation error cleared: customer' }),
  )
  expect(screen.getAllByRole('row', { name: /OK$/ })).toHaveLength(3)
  expect(screen.queryByRole('row', { name: /No customer/ })).toBeNull()
  await user.click(undo)
  await drawer.findByRole('button', { name: 'Create customer "alice"' })
  expect(screen.getAllByRole('row', { name: /No customer/ })).toHaveLength(3)
})

test('creating the missing meter clears its finding and leaves the other', async () => {
  await deliver('a', { type: 'com.example.order' })
  const { user, drawer } = await openFirst(/No meter \+1/)
  await user.click(drawer.getByRole('button', { name: 'Create meter "com_example_order_total"' }))
  await drawer.findByRole('button', { name: /^Undo: delete meter/ })
  screen.getByRole('row', { name: /No customer$/ })
})

test('a meter that cannot be created says why, there', async () => {
  const now = '2026-11-21T12:00:00.000Z'
  const other = { name: 'Other', aggregation: 'count', event_type: 'other' } as const
  const times = { created_at: now, updated_at: now }
  const key = 'com_example_order_total'
  backend.catalog.putMeter({ id: '01KAJ00000000000000000000A', key, ...other, ...times })
  await deliver('a', { type: 'com.example.order' })
  const { user, drawer } = await openFirst(/No meter/)
  await user.click(drawer.getByRole('button', { name: `Create meter "${key}"` }))
  const alert = await drawer.findByRole('alert')
  expect(alert.textContent).toBe(`key: a meter has the key ${key} already`)
  drawer.getByRole('button', { name: `Create meter "${key}"` })
})

test('exports what is listed, and copies its events as one batch', async () => {
  await threeRows()
  const { user } = show()
  const saved: Blob[] = []
  vi.spyOn(HTMLAnchorElement.prototype, 'click').mockReturnValue()
  vi.stubGlobal('URL', Object.assign(URL, { revokeObjectURL: () => undefined }))
  URL.createObjectURL = blob => {
    if (blob instanceof Blob) saved.push(blob)
    return 'blob:'
  }
  await screen.findByRole('row', { name: /alice/ })
  await user.click(screen.getByRole('button', { name: 'Export' }))
  const dialog = within(await screen.findByRole('dialog', { name: 'Export 3 rows' }))
  await user.click(dialog.getByRole('button', { name: 'Copy CloudEvents batch of 1' }))
  expect(JSON.parse(await navigator.clipboard.readText())).toMatchObject([{ id: 'event-a' }])
  await user.click(dialog.getByRole('button', { name: 'CSV' }))
  expect((await saved[0]?.text())?.split('\r\n')).toHaveLength(5)
  expect(screen.queryByRole('dialog')).toBeNull()
})

test('an event is copied as JSON and as the POST that the plugin makes', async () => {
  await threeRows()
  const { user } = show('/events?tab=cloudevent')
  await user.click(await screen.findByRole('row', { name: /alice/ }))
  await user.click(screen.getByRole('button', { name: 'Copy CloudEvent as JSON' }))
  expect(JSON.parse(await navigator.clipboard.readText())).toMatchObject({ id: 'event-a' })
  await user.click(screen.getByRole('button', { name: 'Copy as curl command' }))
  const command = await navigator.clipboard.readText()
  expect(command).toContain("curl -X POST 'http://127.0.0.1:4400/v3/openmeter/events'")
  expect(command).toContain('Content-Type: application/cloudevents+json')
})
