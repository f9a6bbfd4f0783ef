import { Blob as NodeBlob } from 'node:buffer'
import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { cleanup, fireEvent, render, screen, within } from '@testing-library/react'
import { userEvent } from '@testing-library/user-event'
import { HttpResponse, http } from 'msw'
import { setupServer } from 'msw/node'
import { useMemo, useState } from 'react'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest'
import { Router } from 'wouter'
import { memoryLocation } from 'wouter/memory-location'
import { priceBook } from '#billing/price-book.ts'
import { toMswHandlers } from '#mocks/handlers.ts'
import { createMemoryBackend } from '#mocks/memory-backend.ts'
import { documentedScenarios } from '#rehearsal/documented-scenarios.ts'
import { stubLayout } from '#testing/browser-layout.ts'
import { newRequest } from './compose/composed-request.ts'
import { useDrafts } from './drafts.ts'
import { compareJob } from './run/compare-job.ts'
import type { Traffic } from './run/job.ts'
import { playJob } from './run/play-job.ts'
import type { Runner } from './run/worker-runner.ts'
import { SimulatePage } from './simulate-page.tsx'

const loadConditions = () => Promise.reject(new Error('no conditions here'))

/** The engine itself, without a worker around it. */
const runner: Runner = {
  play: async (job, options) =>
    playJob({ ...job, traffic: await crossed(job.traffic) }, loadConditions, options),
  compare: async (job, options) =>
    compareJob({ ...job, traffic: await crossed(job.traffic) }, loadConditions, options),
}

/** jsdom's files do not stream; those that arrive in a worker do. */
async function crossed(traffic: Traffic): Promise<Traffic> {
  if (traffic.kind !== 'record') return traffic
  const file = new NodeBlob([await traffic.file.text()]) as unknown as Blob
  return { ...traffic, file }
}

let backend = createMemoryBackend()
const network = setupServer()
beforeAll(() => network.listen({ onUnhandledFrame: 'error' }))
afterAll(() => network.close())
beforeEach(() => {
  backend = createMemoryBackend()
  network.use(...toMswHandlers(backend.routes))
  stubLayout({ width: 1440, height: 900 })
  useDrafts.getState().setRequests([newRequest])
  useDrafts.setState({ staged: undefined, record: undefined, kept: undefined })
})
afterEach(() => {
  cleanup()
  network.resetHandlers()
  localStorage.clear()
  vi.unstubAllGlobals()
})

function documentOf(id: string): string {
  return documentedScenarios.find(known => known.id === id)?.document ?? ''
}

/** The text that the page made of the document. */
const changed = { text: '' }

function OnDocument({ text: first }: { text: string }) {
  const [text, setText] = useState(first)
  changed.text = text
  const workspace = useMemo(
    () => ({
      id: 'one',
      name: 'One',
      document: { text, release: '3.15', subjectFormat: 'plain', applications: [] } as const,
      changeText: setText,
    }),
    [text],
  )
  return <SimulatePage workspace={workspace} runner={runner} />
}

function show(text = documentOf('tutorial'), path = '/simulate') {
  const location = memoryLocation({ path, record: true })
  render(
    <QueryClientProvider client={new QueryClient()}>
      <Router hook={location.hook} searchHook={location.searchHook}>
        <OnDocument text={text} />
      </Router>
    </QueryClientProvider>,
  )
  return { user: userEvent.setup(), location }
}

const loop = `for _ in {1..3}; do
  curl -i http://localhost:8000/anything -H "apikey: alice-key"
  echo
done`

async function paste(text: string) {
  const box = screen.getByRole('textbox', { name: 'Paste requests' })
  fireEvent.paste(box, { clipboardData: { getData: () => text } })
  await screen.findByText(/Read as curl/)
}

const result = () => screen.getByRole('region', { name: 'Result' })

test('the pasted loop of the tutorial gives three events of alice', async () => {
  const { user } = show()
  await paste(loop)
  await user.keyboard('{Control>}{Enter}{/Control}')
  await within(result()).findByRole('heading', { name: '3 requests → 3 events → 3 delivered' })
  const rows = within(result()).getAllByRole('row').slice(1)
  expect(rows.map(row => within(row).getAllByRole('cell').at(-1)?.textContent)).toEqual([
    '●emitted alice',
    '●emitted alice',
    '●emitted alice',
  ])
})

test('a dropped request says why and what would mend it, and is mended', async () => {
  const { user } = show(documentOf('tenants'))
  await user.click(screen.getByRole('button', { name: 'Simulate 1 request' }))
  await within(result()).findByRole('heading', { name: /1 request → 0 events.*1 request dropped/ })
  await user.click(within(result()).getByRole('button', { name: 'GET /anything' }))
  const details = screen.getByRole('complementary', { name: 'Request 1, GET /anything' })
  expect(within(details).getByRole('region', { name: 'Decision' }).textContent).toContain('header_absent')
  await user.click(within(details).getByRole('button', { name: 'Edit the request: send x-tenant-id' }))
  await user.type(screen.getByRole('textbox', { name: 'Value of header x-tenant-id' }), 'acme')
  await user.click(screen.getByRole('button', { name: 'Simulate 1 request' }))
  await within(result()).findByRole('heading', { name: '1 request → 1 event → 1 delivered' })
})

test('a fix of the document is made in the document, and the requests are played once more', async () => {
  const { user } = show(documentOf('tenants'))
  await user.click(screen.getByRole('button', { name: 'Simulate 1 request' }))
  await user.click(await within(result()).findByRole('button', { name: 'GET /anything' }))
  await user.click(screen.getByRole('button', { name: 'Bill the Consumer instead' }))
  expect(changed.text).toContain('look_up_value_in: consumer')
  await within(screen.getByRole('region', { name: 'Decision' })).findByText('no_consumer')
})

test('says what of the document or the traffic stands in the way', async () => {
  const { user } = show('services: [')
  await user.click(screen.getByRole('button', { name: 'Simulate 1 request' }))
  expect((await within(result()).findByRole('status')).textContent).toContain('The document has errors')
})

test('a request can be sent again, and edited', async () => {
  const { user } = show()
  await paste(loop)
  await user.click(screen.getByRole('button', { name: 'Simulate 3 requests' }))
  const [first] = await within(result()).findAllByRole('button', { name: 'GET /anything' })
  first?.focus()
  await user.keyboard('j{Enter}')
  await user.click(screen.getByRole('button', { name: 'Run again' }))
  await within(result()).findByRole('heading', { name: '1 request → 1 event → 1 delivered' })
})

test('a result stands there still when the reader comes back from elsewhere', async () => {
  const { user } = show()
  await paste(loop)
  await user.click(screen.getByRole('button', { name: 'Simulate 3 requests' }))
  await within(result()).findByRole('heading', { name: '3 requests → 3 events → 3 delivered' })
  await user.click(screen.getByRole('tab', { name: 'Generate' }))
  expect(within(result()).getByRole('heading', { name: 'Nothing generated yet' })).toBeTruthy()
  await user.click(screen.getByRole('tab', { name: 'Compose' }))
  expect(within(result()).getByRole('heading', { name: '3 requests → 3 events → 3 delivered' })).toBeTruthy()
  cleanup()
  // The document was changed on the other page, so that the same requests are played once more.
  const back = show(documentOf('tenants'))
  await within(result()).findByRole('heading', {
    name: '3 requests → 0 events → 0 delivered, 3 requests dropped',
  })
  const [first] = within(result()).getAllByRole('button', { name: 'GET /anything' })
  if (first) await back.user.click(first)
  await back.user.click(screen.getByRole('button', { name: 'Edit the request: send x-tenant-id' }))
  expect(screen.getByRole('textbox', { name: 'How often' })).toHaveProperty('value', '3')
})

test('a ready scenario that does not fit the document brings its own', async () => {
  const { user } = show(documentOf('tenants'))
  await user.selectOptions(screen.getByRole('combobox', { name: 'Scenario' }), 'AI chat, mostly streamed')
  await user.click(screen.getByRole('button', { name: 'Run 1,800 requests' }))
  await within(result()).findByText(/This traffic does not fit the document/)
  await user.click(screen.getByRole('button', { name: 'Use the scenario’s configuration' }))
  expect(changed.text).toBe(documentOf('ai-chat'))
})

const accessLog = [
  '10.0.0.1 - - [10/Oct/2025:13:55:36 +0000] "GET /anything HTTP/1.1" 200 23 "-" "curl"',
  'what is this',
  '10.0.0.2 - - [10/Oct/2025:14:55:36 +0000] "GET /nowhere HTTP/1.1" 404 23 "-" "curl"',
].join('\n')

test('an opened log is replayed: what was dropped and why, problems by line', async () => {
  const { user } = show(documentOf('tenants'), '/simulate?tab=replay')
  await screen.findByRole('heading', { name: 'No traffic opened yet' })
  const input = screen.getByLabelText('Record of traffic', { selector: 'input' })
  fireEvent.change(input, { target: { files: [new File([accessLog], 'access.log')] } })
  await within(result()).findByRole('heading', { name: /2 requests → 0 events.*1 request dropped/ })
  const why = within(result()).getByRole('table', { name: 'Why requests gave no event' })
  expect(within(why).getByRole('row', { name: /header_absent/ }).textContent).toContain('50 %')
  expect(within(result()).getByText(/^2: /)).toBeTruthy()
  await user.click(within(result()).getByRole('tab', { name: 'Requests' }))
  await user.click(within(result()).getByRole('button', { name: 'GET /anything' }))
  await user.click(screen.getByRole('button', { name: 'Edit and run again' }))
  expect(screen.getByRole<HTMLInputElement>('textbox', { name: 'URL' }).value).toContain('/anything')
})

test('the columns of a CSV file can be mapped', async () => {
  const { user } = show(documentOf('tenants'), '/simulate?tab=replay')
  const csv = 'what,where,tenant\nGET,/anything,acme\n'
  await user.click(screen.getByRole('textbox', { name: 'Paste lines of it' }))
  await user.paste(csv)
  await user.click(screen.getByRole('button', { name: 'Replay these lines' }))
  expect((await screen.findByText(/Say which column it is/)).textContent).toBeTruthy()
  expect(screen.getByRole('button', { name: /^Replay.*Say which column/ })).toBeTruthy()
  await user.selectOptions(await screen.findByRole('combobox', { name: 'URL or path' }), 'where')
  await user.selectOptions(screen.getByRole('combobox', { name: 'Method' }), 'what')
  await user.click(screen.getByRole('button', { name: 'Replay' }))
  await within(result()).findByRole('heading', { name: /1 request → 0 events/ })
})

test('generates traffic by stages from the document’s own Consumers', async () => {
  const { user } = show(documentOf('departments'), '/simulate?tab=generate')
  await screen.findByRole('heading', { name: 'Nothing generated yet' })
  await user.click(screen.getByRole('button', { name: 'Add stage' }))
  fireEvent.change(screen.getByRole('textbox', { name: 'Rate to of stage 2' }), { target: { value: '0' } })
  await user.click(screen.getByRole('button', { name: 'Run 900 requests' }))
  await within(result()).findByRole('heading', { name: '900 requests → 900 events → 900 delivered' })
  const billed = within(result()).getByRole('table', { name: 'Billed to' })
  const subjects = within(billed).getAllByRole('rowheader')
  expect(subjects.map(cell => cell.textContent).toSorted()).toEqual(['alice', 'bob'])
})

/** Sold: requests at 10 cents; alice is Ada's, who subscribed. */
function sell({ subscribed = true } = {}) {
  const price = { type: 'unit' as const, amount: '0.10' }
  backend.prices.save(
    priceBook.parse({
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
      subscriptions: subscribed
        ? [{ customer: 'ada', plan: 'list', active_from: '2026-01-01T00:00:00Z' }]
        : [],
    }),
  )
  const created = '2026-01-01T00:00:00Z'
  backend.catalog.putCustomer({
    id: '01J00000000000000000000000',
    key: 'ada',
    name: 'Ada',
    usage_attribution: { subject_keys: ['alice'] },
    created_at: created,
    updated_at: created,
  })
}

const cellsOf = (row: HTMLElement) =>
  [...row.querySelectorAll('th, td')].map(cell => cell.textContent).join(' | ')

test('without prices a run says that there is no money in it, and where prices are', async () => {
  const { user } = show()
  await user.click(screen.getByRole('button', { name: 'Simulate 1 request' }))
  const link = await within(result()).findByRole('link', { name: 'add prices' })
  expect(link.getAttribute('href')).toBe('/usage?tab=prices')
})

test('a run says what it would bill to whom, by the studio’s prices and customers', async () => {
  sell()
  const { user } = show()
  await paste(loop)
  await user.click(screen.getByRole('button', { name: 'Simulate 3 requests' }))
  await within(result()).findByText('€0.30')
  await user.click(within(result()).getByRole('tab', { name: 'Report' }))
  const billed = within(result()).getByRole('table', { name: 'Billed to' })
  expect(within(billed).getAllByRole('row').slice(1).map(cellsOf)).toEqual([
    'adaalice | €0.30 | 3 | 3 × Requests €0.30 | list',
  ])
  within(result()).getByText(/^Nothing: every request was billed/)
})

test('what nobody is billed for stands there with its reason, its worth and where to mend it', async () => {
  sell({ subscribed: false })
  const { user } = show()
  await paste(loop)
  await user.click(screen.getByRole('button', { name: 'Simulate 3 requests' }))
  await within(result()).findByText(/€0\.30 to nobody/)
  await user.click(within(result()).getByRole('tab', { name: 'Report' }))
  const unbilled = within(result()).getByRole('table', { name: 'Not billed' })
  expect(within(unbilled).getAllByRole('row').slice(1).map(cellsOf)).toEqual([
    'alice | Its customer has no subscription. | €0.30 | 3 | 3 × Requests | Prices',
  ])
})

test('prices that cannot be read leave a run without money, and are told', async () => {
  network.use(http.get('*/api/billing/prices', () => HttpResponse.json({ title: 'no' }, { status: 500 })))
  const { user } = show()
  await user.click(screen.getByRole('button', { name: 'Simulate 1 request' }))
  await within(result()).findByText(/^Without money: the prices could not be read/)
})

test('what a run gave is pinned, and says what differs when something else is expected', async () => {
  const { user } = show()
  await paste(loop)
  await user.click(screen.getByRole('button', { name: 'Simulate 3 requests' }))
  await user.click(await within(result()).findByRole('button', { name: 'Pin as expectation' }))
  await user.click(screen.getByRole('tab', { name: 'Expectations' }))
  const pinned = screen.getByRole('region', { name: 'Expectation Run 1' })
  await within(pinned).findByText('as expected')
  const lines = within(pinned).getByRole<HTMLTextAreaElement>('textbox', { name: 'Must give' })
  expect(lines.value.split('\n')).toEqual([
    'total: 3 requests, 3 × kong.api_request, 0 lost, 0 dropped',
    'alice: 3 × kong.api_request',
  ])
  fireEvent.change(lines, { target: { value: 'alice: 4 × kong.api_request' } })
  await within(pinned).findByText('not as expected')
  expect(within(pinned).getByRole('list', { name: 'What differs' }).textContent).toBe(
    'alice: 4 × kong.api_request – kong.api_request: expected 4, found 3',
  )
  await user.click(within(pinned).getByRole('button', { name: 'Remove expectation Run 1' }))
  screen.getByRole('heading', { name: 'No expectations yet' })
})

test('requests are saved as a scenario, and opened again', async () => {
  const { user } = show()
  await paste(loop)
  await user.click(screen.getByRole('button', { name: 'Save as scenario' }))
  await user.type(await screen.findByRole('textbox', { name: 'Name' }), 'Mine{Enter}')
  const scenarios = screen.getByRole('combobox', { name: 'Scenario' })
  await user.selectOptions(scenarios, 'Departments and projects')
  screen.getByRole('textbox', { name: 'Seconds of stage 2' })
  await user.selectOptions(scenarios, 'Mine')
  screen.getByRole('button', { name: 'Simulate 3 requests' })
})
