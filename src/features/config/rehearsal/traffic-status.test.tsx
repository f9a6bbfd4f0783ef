import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { cleanup, render, screen, waitFor, within } from '@testing-library/react'
import { userEvent } from '@testing-library/user-event'
import { HttpResponse, http } from 'msw'
import { setupServer } from 'msw/node'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { Router } from 'wouter'
import { memoryLocation } from 'wouter/memory-location'
import { toMswHandlers } from '#mocks/handlers.ts'
import { createMemoryBackend, type MemoryBackend } from '#mocks/memory-backend.ts'
import { stubLayout } from '#testing/browser-layout.ts'
import { newWorkspace } from '../workspace-model.ts'
import { SavedWorkspace } from '../workspace-provider.tsx'
import { TrafficStatus } from './traffic-status.tsx'

const network = setupServer()
let backend: MemoryBackend

const service = {
  id: 's1',
  name: 'orders',
  upstream_url: 'http://10.0.0.5:8080/api',
  upstream: 'forward',
} as const

beforeAll(() => network.listen({ onUnhandledFrame: 'error' }))
// What the bar loads when it needs it; how long that takes is no part of a test.
beforeAll(() => Promise.all([import('./live-traffic-dialog.tsx'), import('#ui/dialog-window.tsx')]))
afterAll(() => network.close())
beforeEach(() => {
  stubLayout({ width: 1440, height: 900 })
  backend = createMemoryBackend({ studio: { gateway_url: 'http://127.0.0.1:8003' } })
  backend.rehearsal.setStatus({ services: [service] })
  network.use(...toMswHandlers(backend.routes))
})
afterEach(() => {
  cleanup()
  network.resetHandlers()
  localStorage.clear()
})

function show() {
  const { hook, searchHook } = memoryLocation({ path: '/events' })
  const queries = new QueryClient({ defaultOptions: { queries: { retry: false } } })
  render(
    <QueryClientProvider client={queries}>
      <Router hook={hook} searchHook={searchHook}>
        <SavedWorkspace workspace={{ id: 'w1', content: newWorkspace('Workspace 1') }}>
          <TrafficStatus />
        </SavedWorkspace>
      </Router>
    </QueryClientProvider>,
  )
  return userEvent.setup()
}

async function openDialog(user: ReturnType<typeof show>) {
  await user.click(await screen.findByRole('button', { name: /^Live traffic:/ }))
  return screen.findByRole('dialog', { name: 'Live traffic' })
}

test('says where the gateway listens, who answers, and where events go', async () => {
  show()
  const status = await screen.findByRole('button', { name: /^Live traffic:/ })
  expect(status.textContent).toContain('forwarded to http://10.0.0.5:8080/api')
  expect(status.textContent).toContain('simulated, nothing is sent to Konnect')
  expect(screen.getByText('127.0.0.1:8003')).toBeDefined()
  expect(screen.getByRole('button', { name: 'Copy gateway URL' })).toBeDefined()
})

test('says when the studio does not answer', async () => {
  network.use(http.get('*/api/studio', () => HttpResponse.error()))
  show()
  expect((await screen.findByText(/^Offline/)).textContent).toContain('nothing is forwarded')
})

test('switches a Service from its upstream to the echo', async () => {
  const dialog = await openDialog(show())
  const upstream = within(dialog).getByRole<HTMLSelectElement>('combobox', { name: 'Upstream of orders' })
  expect(upstream.value).toBe('forward')
  await userEvent.selectOptions(upstream, 'echo')
  expect(upstream.value).toBe('echo')
})

test('an upstream in a private network is refused aloud, allowed and forbidden again', async () => {
  backend.forwarding.refuse({ host: 'db.internal', address: '10.0.0.5', kind: 'private' })
  const user = show()
  const dialog = await openDialog(user)
  expect(screen.getByText('1 upstream refused')).toBeDefined()
  expect(dialog.textContent).toContain(
    'db.internal is 10.0.0.5, an address of a private network: refused once',
  )
  await user.click(within(dialog).getByRole('button', { name: 'Allow db.internal' }))
  expect(backend.forwarding.status()).toMatchObject({ allowed: [{ host: 'db.internal', kind: 'private' }] })
  await user.click(await within(dialog).findByRole('button', { name: 'Forbid db.internal' }))
  await waitFor(() => expect(backend.forwarding.status().allowed).toEqual([]))
})

test('the list of exchanges keeps only the requests that are asked for', async () => {
  const user = show()
  const dialog = await openDialog(user)
  await user.type(within(dialog).getByRole('textbox', { name: 'Statuses' }), '5xx 9')
  expect(dialog.textContent).toContain('9: expected a status such as 404, or a class such as 5xx')
  await user.type(within(dialog).getByRole('textbox', { name: 'Statuses' }), '{Backspace}404')
  await user.type(within(dialog).getByRole('textbox', { name: 'Methods' }), 'get{Enter}')
  await waitFor(() =>
    expect(backend.forwarding.capture()).toEqual({ methods: ['GET'], paths: [], statuses: ['5xx', '404'] }),
  )
  expect(await screen.findByText('the list is filtered')).toBeDefined()
})
