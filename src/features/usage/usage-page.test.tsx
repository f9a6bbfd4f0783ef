import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { cleanup, render, screen, within } from '@testing-library/react'
import { userEvent } from '@testing-library/user-event'
import { setupServer } from 'msw/node'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest'
import { Router } from 'wouter'
import { memoryLocation } from 'wouter/memory-location'
import { emptyPriceBook } from '#billing/price-book.ts'
import { toMswHandlers } from '#mocks/handlers.ts'
import { createMemoryBackend, type MemoryBackend } from '#mocks/memory-backend.ts'
import { stubLayout } from '#testing/browser-layout.ts'
import { aDroppedExchange, aStoredEvent } from '#testing/exchange-record.ts'
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
    'subject:alice-ltd,alice type:kong.api_request time:>=2026-11-01T00:00:00.000Z time:<2026-12-01T00:00:00.000Z',
  )
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
  await within(dropped).findAllByText('API requests 2', { exact: false })
  expect(within(dropped).getAllByText('$0.50').length).toBeGreaterThan(0)
  const params = linkTo(within(dropped).getByRole('link', { name: 'Events of no_consumer, Dropped' }))
  expect(params.get('view')).toBe('dropped')
  expect(params.get('q')).toContain('reason:no_consumer')
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
