import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { cleanup, render, screen } from '@testing-library/react'
import { userEvent } from '@testing-library/user-event'
import { setupServer } from 'msw/node'
import { afterAll, afterEach, beforeAll, beforeEach, vi } from 'vitest'
import { Router } from 'wouter'
import { memoryLocation } from 'wouter/memory-location'
import { EventsPage } from '#features/events/events-page.tsx'
import { useEventsPreferences } from '#features/events/events-preferences.ts'
import { toMswHandlers } from '#mocks/handlers.ts'
import { createMemoryBackend, type MemoryBackend } from '#mocks/memory-backend.ts'
import { stubLayout } from './browser-layout.ts'
import { aDroppedExchange, anEventInFlight, anExchange, aStoredEvent } from './exchange-record.ts'

/** The Events page over an API in memory, a new one for each test of the file. */
export function describeEventsPage() {
  const network = setupServer()
  const parts: { backend?: MemoryBackend } = {}
  beforeAll(() => network.listen({ onUnhandledFrame: 'error' }))
  afterAll(() => network.close())
  beforeEach(() => {
    stubLayout({ width: 1440, height: 900 })
    parts.backend = createMemoryBackend({ studio: { gateway_url: 'http://127.0.0.1:8003' } })
    network.use(...toMswHandlers(parts.backend.routes))
  })
  afterEach(() => {
    cleanup()
    localStorage.clear()
    useEventsPreferences.setState(useEventsPreferences.getInitialState())
    network.resetHandlers()
    vi.unstubAllGlobals()
  })
  const backend = (): MemoryBackend => {
    if (parts.backend === undefined) throw new Error('There is a backend only while a test runs')
    return parts.backend
  }
  const deliver = async (id: string, change: Parameters<typeof aStoredEvent>[1] = {}) => {
    const at = '2026-11-21T12:04:31.400Z'
    await backend().events.append([{ event: aStoredEvent(id, change), ingested_at: at, stored_at: at }])
  }
  return {
    backend,
    deliver,
    /** alice's event, bob's that was lost, and a request that was dropped. */
    threeRows: async () => {
      await deliver('a')
      const { rehearsal } = backend()
      rehearsal.record(anExchange('a'))
      const lost = anEventInFlight('b', { subject: 'bob', delivery: 'lost', reason: 'max_retry_time' })
      rehearsal.record(anExchange('b', { at: '2026-11-21T12:04:32.000Z', events: [lost] }))
      rehearsal.record(aDroppedExchange('c', { at: '2026-11-21T12:04:33.000Z' }))
    },
    show: (path = '/events') => {
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
    },
  }
}

/** What a screen reader says of each row, without its time. */
export function rowNames(): (string | undefined)[] {
  return screen
    .getAllByRole('row')
    .filter(row => row.closest('[role="grid"]') !== null)
    .slice(1)
    .map(row => row.getAttribute('aria-label')?.replace(/^[\d:. -]+, /, ''))
}
