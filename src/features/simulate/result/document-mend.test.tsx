import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { cleanup, render, screen, within } from '@testing-library/react'
import { userEvent } from '@testing-library/user-event'
import { HttpResponse, http } from 'msw/http'
import { setupServer } from 'msw/node'
import { useMemo, useState } from 'react'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { Router } from 'wouter'
import { memoryLocation } from 'wouter/memory-location'
import { fetchConditionLanguages } from '#conditions/fetch-languages.ts'
import { toMswHandlers } from '#mocks/handlers.ts'
import { createMemoryBackend } from '#mocks/memory-backend.ts'
import { documentedScenarios } from '#rehearsal/documented-scenarios.ts'
import { stubLayout } from '#testing/browser-layout.ts'
import { newRequest } from '../compose/composed-request.ts'
import { useDrafts } from '../drafts.ts'
import { playJob } from '../run/play-job.ts'
import type { Runner } from '../run/worker-runner.ts'
import { SimulatePage } from '../simulate-page.tsx'

const wasm = readFileSync(fileURLToPath(import.meta.resolve('@kong/atc-router/atc-router_bg.wasm')))
const tenants = documentedScenarios.find(({ id }) => id === 'tenants')?.document ?? ''

const runner: Runner = {
  play: (job, options) => playJob(job, () => fetchConditionLanguages('/atc-router_bg.wasm'), options),
  compare: () => Promise.reject(new Error('nothing is compared here')),
}

const network = setupServer()
beforeAll(() => network.listen({ onUnhandledFrame: 'error' }))
afterAll(() => network.close())
beforeEach(() => {
  network.use(...toMswHandlers(createMemoryBackend().routes))
  stubLayout({ width: 1440, height: 900 })
  useDrafts.getState().setRequests([newRequest])
})
afterEach(() => {
  cleanup()
  network.resetHandlers()
})

/** The text that the page made of the document. */
const changed = { text: '' }

function OnTenants() {
  const [text, setText] = useState(tenants)
  changed.text = text
  const workspace = useMemo(
    () => ({
      id: 'one',
      name: 'One',
      document: { text, release: '3.15', subjectFormat: 'plain', applications: [] } as const,
      readSnapshots: async () => [],
      changeText: setText,
    }),
    [text],
  )
  return <SimulatePage workspace={workspace} runner={runner} />
}

async function showDropped() {
  const { hook, searchHook } = memoryLocation({ path: '/simulate' })
  render(
    <QueryClientProvider client={new QueryClient()}>
      <Router hook={hook} searchHook={searchHook}>
        <OnTenants />
      </Router>
    </QueryClientProvider>,
  )
  const user = userEvent.setup()
  await user.click(screen.getByRole('button', { name: 'Simulate 1 request' }))
  await user.click(await screen.findByRole('button', { name: 'GET /anything' }))
  return user
}

const decision = () => within(screen.getByRole('region', { name: 'Decision' }))

test('requests are left out by a condition with one click, and taken back with another', async () => {
  network.use(http.get('*/atc-router_bg.wasm', () => HttpResponse.arrayBuffer(new Uint8Array(wasm).buffer)))
  const user = await showDropped()
  await user.click(screen.getByRole('button', { name: 'Skip these requests with a condition' }))
  const panel = await screen.findByRole('region', { name: 'Changed in the document' })
  expect(panel.textContent).toContain('condition: "http.headers.x_tenant_id != null"')
  expect(changed.text).toContain('    condition: "http.headers.x_tenant_id != null"\n')
  await decision().findByText(/No metering plugin ran/)
  await user.click(within(panel).getByRole('button', { name: 'Undo' }))
  expect(changed.text).toBe(tenants)
  await decision().findByText('header_absent')
})

test('a change is shown as lines, too', async () => {
  const user = await showDropped()
  await user.click(screen.getByRole('button', { name: 'Bill the Consumer instead' }))
  const panel = await screen.findByRole('region', { name: 'Changed in the document' })
  expect(panel.textContent).toMatch(/- .*look_up_value_in: header.*\+ .*look_up_value_in: consumer/)
  await decision().findByText('no_consumer')
})
