import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { cleanup, fireEvent, render, screen, within } from '@testing-library/react'
import { userEvent } from '@testing-library/user-event'
import { setupServer } from 'msw/node'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest'
import { Router } from 'wouter'
import { memoryLocation } from 'wouter/memory-location'
import { type PriceBook, priceBook } from '#billing/price-book.ts'
import { toMswHandlers } from '#mocks/handlers.ts'
import { createMemoryBackend } from '#mocks/memory-backend.ts'
import { documentedScenarios } from '#rehearsal/documented-scenarios.ts'
import { stubLayout } from '#testing/browser-layout.ts'
import { newRequest } from '../compose/composed-request.ts'
import { useDrafts } from '../drafts.ts'
import { compareJob } from '../run/compare-job.ts'
import { playJob } from '../run/play-job.ts'
import { RunnerProvider } from '../run/use-run.ts'
import type { Runner } from '../run/worker-runner.ts'
import { type SimulatedSnapshot, SimulatedWorkspaceProvider } from '../simulated-workspace.ts'
import { noChoices, useCompareDraft } from './compare-draft.ts'
import { CompareTab } from './compare-tab.tsx'

const loadConditions = () => Promise.reject(new Error('no conditions here'))
const runner: Runner = {
  play: (job, options) => playJob(job, loadConditions, options),
  compare: (job, options) => compareJob(job, loadConditions, options),
}

const tutorial = documentedScenarios.find(({ id }) => id === 'tutorial')?.document ?? ''
const byHeader = tutorial.replace('{look_up_value_in: consumer}', '{look_up_value_in: header, field: x-t}')

function aBook(amount: string): PriceBook {
  const price = { type: 'unit', amount }
  return priceBook.parse({
    currency: 'EUR',
    features: [{ key: 'requests', name: 'Requests', meter: 'api_requests_total' }],
    plans: [
      {
        key: 'list',
        name: 'List',
        rate_cards: [{ key: 'requests', name: 'Requests', feature: 'requests', price }],
      },
    ],
    reference_plan: 'list',
    subscriptions: [{ customer: 'alice', plan: 'list', active_from: '2026-01-01T00:00:00Z' }],
  })
}

let backend = createMemoryBackend()
const network = setupServer()
beforeAll(() => network.listen({ onUnhandledFrame: 'error' }))
afterAll(() => network.close())
beforeEach(() => {
  backend = createMemoryBackend()
  network.use(...toMswHandlers(backend.routes))
  stubLayout({ width: 1440, height: 900 })
  useCompareDraft.setState(noChoices)
  const request = { ...newRequest, consumer: 'alice', times: 3 }
  useDrafts.getState().setRequests([request])
  useDrafts.setState({ staged: undefined, record: undefined })
})
afterEach(() => {
  cleanup()
  network.resetHandlers()
  vi.unstubAllGlobals()
})

function show({ text = tutorial, snapshots = [] as SimulatedSnapshot[] } = {}) {
  const location = memoryLocation({ path: '/simulate?tab=compare' })
  const workspace = {
    id: 'one',
    name: 'One',
    document: { text, release: '3.15', subjectFormat: 'plain', applications: [] } as const,
    changeText: () => undefined,
    readSnapshots: async () => snapshots,
  }
  render(
    <QueryClientProvider client={new QueryClient()}>
      <Router hook={location.hook} searchHook={location.searchHook}>
        <RunnerProvider value={runner}>
          <SimulatedWorkspaceProvider value={workspace}>
            <CompareTab />
          </SimulatedWorkspaceProvider>
        </RunnerProvider>
      </Router>
    </QueryClientProvider>,
  )
  return userEvent.setup()
}

const select = (name: string) => screen.getByRole('combobox', { name })
const compare = () => screen.getByRole('button', { name: /^Compare/ })
const headline = (name: string | RegExp) => screen.findByRole('heading', { level: 2, name })
const rowsOf = (name: string) =>
  within(screen.getByRole('table', { name }))
    .getAllByRole('row')
    .slice(1)
    .map(row => [...row.querySelectorAll('th, td')].map(cell => cell.textContent).join(' | '))

function sellToAlice() {
  backend.prices.save(aBook('0.10'))
  const at = '2026-01-01T00:00:00Z'
  const id = '01J00000000000000000000000'
  backend.catalog.putCustomer({ id, key: 'alice', name: 'Alice', created_at: at, updated_at: at })
}

test('the same on both sides has no difference', async () => {
  const user = show()
  await user.click(compare())
  await headline(/^No difference in 3 requests/)
  expect(screen.queryByRole('table', { name: 'What changes' })).toBeNull()
  expect(screen.queryByRole('table', { name: 'Bill' })).toBeNull()
})

test('another document: what changes, request by request, and what that does to the bill', async () => {
  sellToAlice()
  const user = show()
  await user.selectOptions(select('Document of B'), 'a document that I paste')
  expect(compare().getAttribute('aria-disabled')).toBe('true')
  fireEvent.change(screen.getByRole('textbox', { name: 'Document B' }), { target: { value: byHeader } })
  await user.click(compare())
  await headline(/^3 of 3 requests change/)
  expect(rowsOf('What changes')).toEqual(['emitted → dropped | 3'])
  expect(rowsOf('Bill')).toEqual(['Would be billed | €0.30 | €0.00 | -€0.30'])
  expect(rowsOf('Bill by customer')).toEqual(['alice | €0.30 | €0.00 | -€0.30'])
  expect(rowsOf('Requests that change')[0]).toMatch(
    /^1 GET \/anything \| .*emitted.*alice \| .*header_absent/,
  )
})

test('another release, and another scope of the same document', async () => {
  const user = show()
  await user.selectOptions(select('Gateway of B'), '3.16')
  await user.click(compare())
  await headline(/^No difference in 3 requests/)
  screen.getByRole('columnheader', { name: 'B, gateway 3.16' })
  const scopes = within(select('Scope of B')).getAllByRole('option')
  expect(scopes.map(({ textContent }) => textContent)).toEqual([
    'as its document has it',
    'global',
    'route example-route',
    'consumer alice',
    'consumer bob',
  ])
  await user.selectOptions(select('Scope of B'), 'consumer alice')
  await user.click(compare())
  await headline(/^No difference in 3 requests/)
  screen.getByText(/this document, gateway 3.16, scope consumer alice/)
})

test('other prices of the same document, edited from today’s', async () => {
  sellToAlice()
  const user = show()
  await user.selectOptions(select('Prices of B'), 'others: edited here, or from a file')
  const book = await screen.findByRole<HTMLTextAreaElement>('textbox', { name: 'Price book of B' })
  expect(JSON.parse(book.value)).toEqual(aBook('0.10'))
  fireEvent.change(book, { target: { value: book.value.replace('"0.10"', '"ten"') } })
  screen.getByText(/plans\.0\.rate_cards\.0\.price/)
  expect(compare().getAttribute('aria-disabled')).toBe('true')
  fireEvent.change(book, { target: { value: book.value.replace('"ten"', '"0.15"') } })
  await user.click(compare())
  await headline(/^No difference in 3 requests/)
  expect(rowsOf('Bill')).toEqual(['Would be billed | €0.30 | €0.45 | +€0.15'])
})

test('a file of prices, where nothing is sold yet', async () => {
  const user = show()
  await user.selectOptions(select('Prices of B'), 'others: edited here, or from a file')
  const file = new File([JSON.stringify(aBook('0.20'))], 'prices.json')
  fireEvent.change(await screen.findByLabelText('File of prices', { selector: 'input' }), {
    target: { files: [file] },
  })
  await screen.findByDisplayValue(/"0\.20"/)
  await user.click(compare())
  await headline(/^No difference in 3 requests/)
  expect(rowsOf('Billed to nobody, by subject')).toEqual(['alice | €0.00 | €0.60 | +€0.60'])
})

test('a snapshot, with the release that it was taken for', async () => {
  const user = show({
    snapshots: [
      { id: 's1', name: 'Before', taken_at: '2026-11-20T10:00:00Z', text: byHeader, gateway_release: '3.16' },
    ],
  })
  const option = await within(select('Document of B')).findByRole('option', { name: /^snapshot Before, / })
  await user.selectOptions(select('Document of B'), option)
  await user.click(compare())
  await headline(/^3 of 3 requests change/)
  screen.getByRole('columnheader', { name: 'B, gateway 3.16' })
})

test('a side that cannot be played is named', async () => {
  const user = show()
  await user.selectOptions(select('Document of B'), 'a document that I paste')
  const text = tutorial.replace('username: alice', 'username: carol')
  fireEvent.change(screen.getByRole('textbox', { name: 'Document B' }), { target: { value: text } })
  await user.click(compare())
  await screen.findByText(/The traffic does not fit document B\./)
})

test('the report is a file that stands for itself', async () => {
  sellToAlice()
  const files: Blob[] = []
  URL.createObjectURL = vi.fn(blob => {
    files.push(blob as Blob)
    return 'blob:report'
  })
  const user = show()
  await user.selectOptions(select('Scope of B'), 'global')
  await user.click(compare())
  await headline(/^No difference in 3 requests/)
  for (const name of ['Report as HTML', 'JSON']) await user.click(screen.getByRole('button', { name }))
  const [html = '', json = ''] = await Promise.all(files.map(file => file.text()))
  expect(html).toContain('<dt>B</dt><dd>this document, gateway 3.15, scope global</dd>')
  expect(html).toContain('<td>€0.30</td>')
  expect(JSON.parse(json)).toMatchObject({
    subject: { traffic: expect.stringContaining('Compose') },
    changed: 0,
    bills: { total: { a: '0.30', b: '0.30', difference: '0.00' } },
  })
  expect(`${html}${json}`).not.toContain('alice-key')
})
