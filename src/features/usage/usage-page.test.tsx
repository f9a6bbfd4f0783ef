import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { cleanup, render, screen, within } from '@testing-library/react'
import { userEvent } from '@testing-library/user-event'
import { http } from 'msw'
import { setupServer } from 'msw/node'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest'
import { Router } from 'wouter'
import { memoryLocation } from 'wouter/memory-location'
import { emptyPriceBook } from '#billing/price-book.ts'
import { toMswHandlers } from '#mocks/handlers.ts'
import { createMemoryBackend, type MemoryBackend } from '#mocks/memory-backend.ts'
import { stubLayout } from '#testing/browser-layout.ts'
import { aDroppedExchange, anEventInFlight, anExchange, aStoredEvent } from '#testing/exchange-record.ts'
import { exampleBook, subscribe } from './price-book-edits.ts'
import { usePriceDraft } from './price-draft.ts'
import { UsagePage } from './usage-page.tsx'

const network = setupServer()
let backend: MemoryBackend

beforeAll(() => network.listen({ onUnhandledFrame: 'error' }))
afterAll(() => network.close())
beforeEach(() => {
  stubLayout({ width: 1440, height: 900 })
  backend = createMemoryBackend()
  network.use(...toMswHandlers(backend.routes))
})
afterEach(() => {
  cleanup()
  usePriceDraft.getState().reset()
  network.resetHandlers()
  vi.unstubAllGlobals()
})

function show(query = '') {
  const location = memoryLocation({ path: `/usage?month=2026-11${query}`, record: true })
  const queries = new QueryClient({ defaultOptions: { queries: { retry: false } } })
  render(
    <QueryClientProvider client={queries}>
      <Router hook={location.hook} searchHook={location.searchHook}>
        <UsagePage />
      </Router>
    </QueryClientProvider>,
  )
  return { location, user: userEvent.setup() }
}

function removeEvents(from: string, to: string) {
  backend.events.retention = async () => ({
    limits: { maxEvents: 5000, maxAgeDays: null, maxBytes: null },
    stored: { events: 5000, bytes: null },
    removed: { events: 1200, from: Date.parse(from), to: Date.parse(to) },
    removals: [],
  })
}

async function deliver(...ids: string[]) {
  const at = '2026-11-21T12:04:31.400Z'
  await backend.events.append(ids.map(id => ({ event: aStoredEvent(id), ingested_at: at, stored_at: at })))
}

const november = '2026-11-01T00:00:00.000Z'

function addAlice() {
  backend.catalog.putCustomer({
    id: '01ARZ3NDEKTSV4RRFFQ69G5FAV',
    key: 'alice-ltd',
    name: 'Alice Ltd',
    usage_attribution: { subject_keys: ['alice'] },
    created_at: november,
    updated_at: november,
  })
}

function sellToAlice() {
  addAlice()
  const of = { customer: 'alice-ltd', plan: 'starter', active_from: november }
  backend.prices.save(subscribe(exampleBook(emptyPriceBook), of))
}

const linkTo = (element: HTMLElement) =>
  new URL(element.getAttribute('href') ?? '', 'http://studio').searchParams

test('nothing yet: the page says what an invoice needs', async () => {
  show()
  await screen.findByRole('heading', { name: 'No usage yet' })
  expect(screen.getByText('Simulated')).toBeTruthy()
})

test('an invoice shows its lines with their tiers, and each line its events', async () => {
  await deliver('1', '2', '3')
  sellToAlice()
  show()
  const invoice = await screen.findByRole('table', { name: 'Invoice preview for Alice Ltd' })
  const line = within(invoice).getByRole('row', { name: /^API requests 3 Graduated/ })
  expect(line).toBeTruthy()
  within(invoice).getByRole('row', { name: /^0 to 1,000 3 \$0.00 per unit/ })
  within(invoice).getByRole('row', { name: /^Total/ })
  const params = linkTo(await within(line).findByRole('link', { name: 'Events of API requests' }))
  expect(params.get('q')).toBe(
    'subject:alice-ltd,alice type:kong.api_request outcome:emitted time:>=2026-11-01T00:00:00.000Z time:<2026-12-01T00:00:00.000Z',
  )
})

test('a line of a filtered feature shows just the events that it bills', async () => {
  await deliver('1')
  sellToAlice()
  show()
  const invoice = await screen.findByRole('table', { name: 'Invoice preview for Alice Ltd' })
  const params = linkTo(await within(invoice).findByRole('link', { name: 'Events of LLM tokens, input' }))
  expect(params.get('q')).toContain('type:kong.llm_request data.type:request outcome:emitted time:')
})

test('usage of nobody becomes an invoice with three clicks', async () => {
  await deliver('1', '2', '3')
  const { user } = show()
  backend.prices.save(exampleBook(emptyPriceBook))
  const unbilled = await screen.findByRole('region', { name: 'No customer' })
  await user.click(within(unbilled).getByRole('button', { name: 'Create customer alice' }))
  await user.click(await screen.findByRole('button', { name: 'Subscribe alice from 2026-11-01' }))
  const invoice = await screen.findByRole('table', { name: 'Invoice preview for alice' })
  within(invoice).getByRole('row', { name: /^API requests 3/ })
  expect(screen.queryByRole('region', { name: 'No customer' })).toBeNull()
})

test('dropped requests are unbilled, with their money and their rows', async () => {
  backend.prices.save({
    ...exampleBook(emptyPriceBook),
    plans: [
      {
        key: 'starter',
        name: 'Starter',
        rate_cards: [
          { key: 'r', name: 'R', feature: 'api_requests', price: { type: 'unit', amount: '0.25' } },
        ],
      },
    ],
  })
  backend.rehearsal.record(aDroppedExchange('a'))
  backend.rehearsal.record(aDroppedExchange('b'))
  show()
  const dropped = await screen.findByRole('region', { name: 'Dropped' })
  await within(dropped).findAllByText('2 requests · API requests 2', { exact: false })
  expect(within(dropped).getAllByText('$0.50').length).toBeGreaterThan(0)
  const params = linkTo(within(dropped).getByRole('link', { name: 'Events of no consumer, Dropped' }))
  expect(params.get('view')).toBe('dropped')
  expect(params.get('q')).toContain('reason:no_consumer')
})

test('what the gateway has only counted of losses and drops is said, beside what it keeps of them', async () => {
  backend.rehearsal.record(aDroppedExchange('a'))
  backend.rehearsal.thin(12_500, { lost: 5115 })
  show()
  const unbilled = await screen.findByRole('region', { name: 'Unbilled' })
  await within(unbilled).findByText('Not counted here: 5,115 more events that the gateway’s queues gave up.')
})

test('of what was dropped or lost before the gateway started nothing is known, which is said', async () => {
  const { missed } = backend.rehearsal
  backend.rehearsal.missed = () => ({ ...missed(), since: Date.UTC(2026, 10, 21, 12, 4) })
  show()
  const unbilled = await screen.findByRole('region', { name: 'Unbilled' })
  await within(unbilled).findByText(
    /^The gateway started at 2026-11-21 12:04.*: what was dropped or lost before that is not known\.$/,
  )
})

test('nothing is unbilled is not said of what the gateway has only counted', async () => {
  backend.rehearsal.thin(12_500, { dropped: 1, lost: 2 })
  show()
  const unbilled = await screen.findByRole('region', { name: 'Unbilled' })
  await within(unbilled).findByText(
    'Not counted here: 2 events that the gateway’s queues gave up, and 1 request that a rule dropped.',
  )
  expect(within(unbilled).queryByText(/Nothing in this period/)).toBeNull()
})

test('requests that are no longer kept and were neither dropped nor lost take nothing from the bill', async () => {
  backend.rehearsal.thin(12_500)
  show()
  const unbilled = await screen.findByRole('region', { name: 'Unbilled' })
  await within(unbilled).findByText(
    /12,500 requests\. None of them was dropped, and events of theirs that were lost stand here/,
  )
})

test('an event that was given up and had arrived is billed, and not lost', async () => {
  await deliver('1')
  sellToAlice()
  const attempts = [{ at: '2026-11-21T12:04:31.300Z', error: 'no answer' }]
  const event = anEventInFlight('1', { delivery: 'lost', attempts, event: aStoredEvent('1') })
  backend.rehearsal.record(anExchange('1', { events: [event] }))
  show()
  const unbilled = await screen.findByRole('region', { name: 'Unbilled' })
  await within(unbilled).findByText(/1 event was given up by the gateway’s queue and had arrived/)
  expect(within(unbilled).queryByRole('region', { name: 'Lost' })).toBeNull()
})

test('usage from before a subscription is billed with a click on its start', async () => {
  await deliver('1', '2')
  addAlice()
  const of = { customer: 'alice-ltd', plan: 'starter', active_from: '2026-11-25T00:00:00Z' }
  backend.prices.save(subscribe(exampleBook(emptyPriceBook), of))
  const { user } = show()
  const before = await screen.findByRole('region', { name: 'Before the subscription' })
  const name = 'Start earlier: the subscription of alice-ltd from 2026-11-01'
  await user.click(within(before).getByRole('button', { name }))
  const invoice = await screen.findByRole('table', { name: 'Invoice preview for Alice Ltd' })
  await within(invoice).findByRole('row', { name: /^API requests 2/ })
  expect(screen.queryByRole('region', { name: 'Before the subscription' })).toBeNull()
})

test('a customer is found in the list and chosen by keyboard', async () => {
  sellToAlice()
  backend.catalog.putCustomer({
    id: '01ARZ3NDEKTSV4RRFFQ69G5FAW',
    key: 'bob',
    name: 'Bob',
    created_at: november,
    updated_at: november,
  })
  const { user, location } = show()
  const search = await screen.findByRole('searchbox', { name: 'Search customers' })
  await user.type(search, 'bo{ArrowDown}')
  await screen.findByRole('heading', { name: 'Bob has no subscription in this period' })
  expect(location.history.at(-1)).toContain('customer=bob')
})

test('prices begin with an example', async () => {
  const { user } = show('&tab=prices')
  await user.click(await screen.findByRole('button', { name: 'Start with an example' }))
  await screen.findByRole('group', { name: 'Plan Starter' })
  expect(backend.prices.load().features).toHaveLength(3)
})

test('a wrong tier is told at its field, and nothing is saved until it is mended', async () => {
  sellToAlice()
  const { user } = show('&tab=prices')
  await user.click((await screen.findAllByRole('button', { name: 'Add tier' }))[0] as HTMLElement)
  const bound = screen.getByRole('textbox', { name: 'Tier 2, up to' })
  await user.clear(bound)
  await user.type(bound, '500')
  expect(bound.getAttribute('aria-invalid')).toBe('true')
  screen.getByText('must be more than 1000, the end of the tier before')
  expect(screen.getByRole('button', { name: /^Save prices/ }).getAttribute('aria-disabled')).toBe('true')
  await user.type(bound, '0')
  await user.click(screen.getByRole('button', { name: 'Save prices' }))
  await screen.findByText('All prices are saved.')
  expect(backend.prices.load().plans[0]?.rate_cards[0]?.price).toMatchObject({
    tiers: [{ up_to: '1000' }, { up_to: '5000' }, {}],
  })
})

test('a change of prices is undone and redone', async () => {
  sellToAlice()
  const { user } = show('&tab=prices')
  const name = await screen.findByRole('textbox', { name: 'Plan' })
  await user.type(name, 's')
  expect(screen.getByRole('textbox', { name: 'Plan' })).toHaveProperty('value', 'Starters')
  await user.click(screen.getByRole('button', { name: 'Undo change of prices' }))
  expect(screen.getByRole('textbox', { name: 'Plan' })).toHaveProperty('value', 'Starter')
  await user.click(screen.getByRole('button', { name: 'Redo change of prices' }))
  expect(screen.getByRole('textbox', { name: 'Plan' })).toHaveProperty('value', 'Starters')
})

test('usage is grouped by any dimension and shown as a table', async () => {
  await deliver('1', '2', '3')
  addAlice()
  const { user, location } = show('&tab=usage&meter=api_requests_total')
  const groups = await screen.findByRole('table', { name: 'Usage by group' })
  within(groups).getByRole('row', { name: 'alice 3' })
  await user.click(screen.getByRole('checkbox', { name: 'subject' }))
  await user.click(screen.getByRole('checkbox', { name: 'customer' }))
  await screen.findByRole('row', { name: 'Alice Ltd 3' })
  await user.click(screen.getByRole('button', { name: 'Table' }))
  const windows = await screen.findByRole('table', { name: 'Usage over time' })
  within(windows).getByRole('row', { name: '2026-11-21 Alice Ltd 3' })
  expect(location.history.at(-1)).toContain('by=customer_id')
})

test('money stands beside the units of a group, and is drawn', async () => {
  await deliver('1', '2', '3')
  sellToAlice()
  backend.prices.save({
    ...backend.prices.load(),
    plans: [
      {
        key: 'starter',
        name: 'Starter',
        rate_cards: [
          { key: 'r', name: 'R', feature: 'api_requests', price: { type: 'unit', amount: '0.25' } },
        ],
      },
    ],
  })
  const { user } = show('&tab=usage&meter=api_requests_total&by=subject')
  const groups = await screen.findByRole('table', { name: 'Usage by group' })
  await within(groups).findByRole('row', { name: 'alice 3 $0.75' })
  await user.click(screen.getByRole('button', { name: 'Money' }))
  await screen.findByRole('img', { name: /^Money over time, at most \$0.75 in one step/ })
  await user.click(screen.getByRole('button', { name: 'Table' }))
  const windows = await screen.findByRole('table', { name: 'Usage over time' })
  within(windows).getByRole('row', { name: '2026-11-21 alice 3 $0.75' })
})

test('a meter that no plan prices says so', async () => {
  await deliver('1')
  show('&tab=usage&meter=api_requests_total')
  await screen.findByText(/no plan that is subscribed to in the period has a price on API requests/)
  expect(screen.queryByRole('columnheader', { name: 'Billed' })).toBeNull()
})

test('a filter without a match says so, and is cleared', async () => {
  await deliver('1')
  const { user } = show('&tab=usage&meter=api_requests_total&where=request_method%3DPUT')
  await screen.findByRole('heading', { name: 'No usage meets the filter' })
  await user.click(screen.getByRole('button', { name: 'Remove filter request_method = PUT' }))
  await screen.findByRole('table', { name: 'Usage by group' })
  await user.selectOptions(screen.getByRole('combobox', { name: 'Dimension to filter by' }), 'subject')
  await user.type(screen.getByRole('textbox', { name: 'Value of subject' }), 'bob{Enter}')
  await screen.findByRole('heading', { name: 'No usage meets the filter' })
})

test('a customer is created with its subjects, changed and deleted', async () => {
  const { user } = show('&tab=customers')
  await user.click(await screen.findByRole('button', { name: 'Create a customer' }))
  await user.type(screen.getByRole('textbox', { name: 'Name' }), 'Alice Ltd')
  expect(screen.getByRole('textbox', { name: 'Key' })).toHaveProperty('value', 'alice_ltd')
  await user.type(screen.getByRole('textbox', { name: 'Subjects' }), 'alice{Enter}alice-batch')
  await user.click(screen.getByRole('button', { name: 'Create customer' }))
  const form = await screen.findByRole('form', { name: 'Customer Alice Ltd' })
  expect(backend.catalog.activeCustomers()).toMatchObject([
    { key: 'alice_ltd', usage_attribution: { subject_keys: ['alice', 'alice-batch'] } },
  ])
  await user.clear(within(form).getByRole('textbox', { name: 'Subjects' }))
  await user.type(within(form).getByRole('textbox', { name: 'Subjects' }), 'alice')
  await user.click(within(form).getByRole('button', { name: 'Save customer' }))
  await vi.waitFor(() =>
    expect(backend.catalog.activeCustomers()[0]?.usage_attribution?.subject_keys).toEqual(['alice']),
  )
  await user.click(within(form).getByRole('button', { name: 'Delete customer' }))
  await screen.findByRole('heading', { name: 'No customers yet' })
})

test('a subject that another customer has is refused in the form', async () => {
  addAlice()
  const { user } = show('&tab=customers')
  await user.click(await screen.findByRole('button', { name: 'New customer' }))
  await user.type(screen.getByRole('textbox', { name: 'Name' }), 'Bob')
  await user.type(screen.getByRole('textbox', { name: 'Subjects' }), 'alice')
  await user.click(screen.getByRole('button', { name: 'Create customer' }))
  expect((await screen.findByRole('alert')).textContent).toContain('alice')
})

test('meters show what they counted, and one is created', async () => {
  await deliver('1', '2')
  const { user } = show('&tab=meters')
  const list = await screen.findByRole('listbox', { name: 'Meters' })
  await within(list).findByRole('option', { name: /^API requests 2 count/ })
  await user.click(screen.getByRole('button', { name: 'New meter' }))
  await user.type(screen.getByRole('textbox', { name: 'Name' }), 'Bytes')
  await user.selectOptions(screen.getByRole('combobox', { name: 'Aggregation' }), 'sum')
  await user.type(screen.getByRole('textbox', { name: 'Value property' }), '$.bytes')
  await user.click(screen.getByRole('button', { name: 'Create meter' }))
  await screen.findByRole('form', { name: 'Meter Bytes' })
  expect(backend.catalog.activeMeters().at(-1)).toMatchObject({
    key: 'bytes',
    aggregation: 'sum',
    value_property: '$.bytes',
    event_type: 'kong.api_request',
  })
})

const withAttribute = `_format_version: "3.0"
plugins:
  - name: metering-and-billing
    config:
      ingest_endpoint: https://us.api.konghq.com/v3/openmeter/events
      api_token: token
      meter_api_requests: true
      meter_ai_token_usage: false
      subject:
        look_up_value_in: consumer
      attributes:
        - source: header
          look_up_value_in: x-department
          event_property_name: department
`

test('generating meters says which attribute no meter uses, and adds it', async () => {
  const workspace = {
    id: 'w',
    name: 'W',
    text: withAttribute,
    updated_at: november,
    gateway_release: '3.15' as const,
    delivery: 'studio' as const,
    subject_format: 'plain' as const,
    upstreams: {},
  }
  await backend.workspaces.put(workspace)
  await backend.rehearsal.apply(workspace)
  const { user } = show('&tab=meters')
  await user.click(await screen.findByRole('button', { name: 'Generate from config' }))
  await screen.findByText(/Used by no meter: department/)
  await user.click(screen.getByRole('button', { name: 'Add department to api_requests_total' }))
  await screen.findByText('✓ Every attribute of the config is used by a meter.')
  expect(backend.catalog.activeMeters()[0]?.dimensions).toMatchObject({ department: '$.department' })
})

test.for(['invoice', 'usage', 'meters'])(
  'on the tab %s it is said that events of the period are gone',
  async tab => {
    removeEvents('2026-10-30T00:00:00Z', '2026-11-02T08:30:00Z')
    show(`&tab=${tab}`)
    const said = await screen.findByText(/^Retention has removed 1,200 events/)
    expect(said.parentElement?.textContent).toBe(
      'Retention has removed 1,200 events, of 2026-10-30 to 2026-11-02 08:30. As far as they fall into this period, they are missing in usage and bills.',
    )
  },
)

test('of events from before the period that are gone, nothing is said', async () => {
  let asked = 0
  removeEvents('2026-10-01T00:00:00Z', '2026-10-31T23:59:59Z')
  const answer = backend.events.retention
  backend.events.retention = () => {
    asked += 1
    return answer()
  }
  show()
  await screen.findByText('No usage yet')
  await vi.waitFor(() => expect(asked).toBeGreaterThan(0))
  expect(screen.queryByText(/Retention/)).toBeNull()
})

test('the export waits until what is billed is known, so that no column is missing', async () => {
  sellToAlice()
  await deliver('a')
  const billed = Promise.withResolvers<void>()
  // Answered by the next handler, then.
  network.use(http.post('*/api/billing/meters/:id/charges', () => billed.promise))
  show('&tab=usage')
  const button = await screen.findByRole('button', { name: /^Export CSV/ })
  expect(button.title).toBe('Usage and what is billed for it are still being read')
  billed.resolve()
  await vi.waitFor(() => expect(button.title).toBe(''))
  screen.getByText(/billed$/)
})
