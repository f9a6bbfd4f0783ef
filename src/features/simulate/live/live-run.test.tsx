import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { cleanup, render, screen, within } from '@testing-library/react'
import { userEvent } from '@testing-library/user-event'
import { HttpResponse, http } from 'msw/http'
import { setupServer } from 'msw/node'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { Router } from 'wouter'
import { memoryLocation } from 'wouter/memory-location'
import { createCall } from '#api/call.ts'
import { type GatewayStatus, listExchanges, putWorkspace } from '#api/contract.ts'
import type { LiveRunToStart } from '#api/live-run-contract.ts'
import { createDemoRoutes } from '#mocks/demo-backend.ts'
import { toMswHandlers } from '#mocks/handlers.ts'
import { documentedScenarios } from '#rehearsal/documented-scenarios.ts'
import { scenario } from '#rehearsal/scenario.ts'
import { stubLayout } from '#testing/browser-layout.ts'
import { Notices } from '#ui/notices.tsx'
import { useDrafts } from '../drafts.ts'
import type { Runner } from '../run/worker-runner.ts'
import { SimulatePage } from '../simulate-page.tsx'

const text = documentedScenarios.find(({ id }) => id === 'tutorial')?.document ?? ''
const runner: Runner = {
  play: () => Promise.reject(new Error('nothing is played here')),
  compare: () => Promise.reject(new Error('nothing is compared here')),
}

const network = setupServer()
const call = createCall(location.origin, (input, init) => globalThis.fetch(input, init))
beforeAll(() => network.listen({ onUnhandledFrame: 'error' }))
afterAll(() => network.close())
beforeEach(async () => {
  stubLayout({ width: 1440, height: 900 })
  network.use(
    ...toMswHandlers(
      createDemoRoutes({
        origin: location.origin,
        version: 'demo',
        now: Date.now,
        clock: {
          now: () => performance.now(),
          wait: milliseconds => new Promise(resolve => setTimeout(resolve, milliseconds)),
        },
        random: Math.random,
        newId: () => crypto.randomUUID(),
        loadConditions: () => Promise.reject(new Error('no conditions here')),
      }),
    ),
  )
  const body = {
    name: 'One',
    text,
    gateway_release: '3.15',
    delivery: 'studio',
    subject_format: 'plain',
    upstreams: {},
  } as const
  await call(putWorkspace, { params: { id: 'one' }, body })
  useDrafts.setState({
    speed: undefined,
    staged: scenario.parse({
      stages: [{ for: 60, rate: 2, callers: [{ consumer: 'alice' }], routes: [{ path: '/anything' }] }],
    }),
  })
})
afterEach(() => {
  cleanup()
  network.resetHandlers()
})

function show(id = 'one') {
  const { hook, searchHook } = memoryLocation({ path: '/simulate?tab=generate' })
  const document = { text, release: '3.15', subjectFormat: 'plain', applications: [] } as const
  const readSnapshots = async () => []
  const workspace = { id, name: 'One', document, readSnapshots, changeText: () => undefined }
  render(
    <QueryClientProvider client={new QueryClient()}>
      <Router hook={hook} searchHook={searchHook}>
        <SimulatePage workspace={workspace} runner={runner} />
      </Router>
      <Notices />
    </QueryClientProvider>,
  )
  return userEvent.setup()
}

const strip = () => screen.findByRole('region', { name: 'Live run' })

async function chooseSpeed(user: ReturnType<typeof userEvent.setup>, speed: string) {
  await user.selectOptions(
    screen.getByRole('combobox', { name: 'Clock' }),
    'another speed, through the gateway',
  )
  const field = screen.getByRole('textbox', { name: 'Times as quick' })
  await user.clear(field)
  await user.type(field, speed)
}

test('a scenario is sent through the gateway, and the page that is loaded anew still tells of it', async () => {
  const user = show()
  await chooseSpeed(user, '600')
  await screen.findByText(/answered by the studio itself, forwarded nowhere.*delivered to the studio itself/)
  await user.click(screen.getByRole('button', { name: 'Send 120 requests in 100 ms' }))
  await within(await strip()).findByText('Sent')
  expect((await strip()).textContent).toContain('×600')
  expect((await strip()).textContent).toContain('120 requests')
  expect((await strip()).textContent).toContain('120 × 200')
  const { exchanges } = await call(listExchanges, { query: {} })
  expect(exchanges).toHaveLength(120)
  expect(exchanges[0]).toMatchObject({ outcome: 'emitted', consumer: { username: 'alice' } })
  cleanup()
  show()
  await within(await strip()).findByText('Sent')
  await user.click(within(await strip()).getByRole('button', { name: 'Close live run' }))
  expect(screen.queryByRole('region', { name: 'Live run' })).toBeNull()
})

test('one in real time is paused, goes on and is ended', async () => {
  const user = show()
  await user.selectOptions(screen.getByRole('combobox', { name: 'Clock' }), 'real time, through the gateway')
  await user.click(screen.getByRole('button', { name: 'Send 120 requests in 1 min' }))
  await user.click(await within(await strip()).findByRole('button', { name: 'Pause' }))
  await user.click(await within(await strip()).findByRole('button', { name: 'Go on' }))
  await user.click(await within(await strip()).findByRole('button', { name: 'End' }))
  await within(await strip()).findByText('Ended early')
  expect((await strip()).textContent).toContain('of 120 requests')
})

test('a speed that is too much for the studio is said before', async () => {
  const user = show()
  await chooseSpeed(user, '9000')
  await screen.findByText(/At most 2,000 requests.*asks for up to 18,000/)
})

test('nothing is sent while the gateway runs another workspace', async () => {
  const user = show('another')
  await chooseSpeed(user, '600')
  await user.click(screen.getByRole('button', { name: /^Send 120/ }))
  const why = await screen.findByText(/Nothing was sent. The gateway runs the workspace One, not this one/)
  expect(why).toBeDefined()
  expect(screen.queryByRole('region', { name: 'Live run' })).toBeNull()
})

test('what leaves the studio is named, and waits for a yes', async () => {
  const asked: LiveRunToStart[] = []
  network.use(
    http.get('*/api/gateway', () =>
      HttpResponse.json({
        workspace_id: 'one',
        stale: false,
        delivery: {
          target: 'endpoint',
          endpoints: ['https://us.api.konghq.com/v3/openmeter/events'],
          problems: [],
        },
        services: [
          { id: 'a', name: 'own', upstream_url: 'https://api.example', upstream: 'forward' },
          { id: 'b', name: 'other', upstream_url: 'https://other.example', upstream: 'echo' },
        ],
        queues: [],
        variables: [],
      } satisfies GatewayStatus),
    ),
    http.post('*/api/gateway/run', async ({ request }) => {
      asked.push((await request.json()) as LiveRunToStart)
      return HttpResponse.json({ status: 409, title: 'Conflict', detail: 'not now' }, { status: 409 })
    }),
  )
  const user = show()
  await chooseSpeed(user, '600')
  await user.click(screen.getByRole('button', { name: /^Send 120/ }))
  const dialog = await screen.findByRole('dialog', { name: 'Send for real?' })
  expect(dialog.textContent).toContain('https://api.example')
  expect(dialog.textContent).not.toContain('https://other.example')
  expect(dialog.textContent).toContain('https://us.api.konghq.com/v3/openmeter/events')
  await user.click(within(dialog).getByRole('button', { name: 'Send nothing' }))
  expect(asked).toEqual([])
  await user.click(screen.getByRole('button', { name: /^Send 120/ }))
  const again = await screen.findByRole('dialog')
  await user.click(within(again).getByRole('button', { name: 'Send 120 requests in 100 ms' }))
  await expect
    .poll(() => asked.map(({ confirmed }) => confirmed), { timeout: 15_000 })
    .toEqual([
      { upstreams: ['https://api.example'], endpoints: ['https://us.api.konghq.com/v3/openmeter/events'] },
    ])
})
