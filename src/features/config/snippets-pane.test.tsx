import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { cleanup, render, screen, within } from '@testing-library/react'
import { userEvent } from '@testing-library/user-event'
import { unzipSync } from 'fflate'
import { setupServer } from 'msw/node'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { Router } from 'wouter'
import { memoryLocation } from 'wouter/memory-location'
import { toMswHandlers } from '#mocks/handlers.ts'
import { createMemoryBackend } from '#mocks/memory-backend.ts'
import type { MeteringPlugin } from '#plugin/plugin.ts'
import { variable } from '#plugin/variables.ts'
import { SnippetsPane } from './snippets-pane.tsx'

const network = setupServer()
beforeAll(() => network.listen({ onUnhandledFrame: 'error' }))
afterAll(() => network.close())
beforeEach(() => {
  const backend = createMemoryBackend({ studio: { admin_url: 'http://127.0.0.1:8001' } })
  network.use(...toMswHandlers(backend.routes))
})
afterEach(() => {
  cleanup()
  network.resetHandlers()
  localStorage.clear()
})

const plugin: MeteringPlugin = {
  scope: { service: 'example-service' },
  config: {
    ingest_endpoint: 'https://eu.api.konghq.com/v3/openmeter/events',
    api_token: variable('AUTH_TOKEN'),
    subject: { look_up_value_in: 'header', field: 'x-customer' },
  },
}

function show(path = '/config', all: readonly MeteringPlugin[] = [plugin]) {
  const location = memoryLocation({ path, record: true })
  const queries = new QueryClient({ defaultOptions: { queries: { retry: false } } })
  render(
    <QueryClientProvider client={queries}>
      <Router hook={location.hook} searchHook={location.searchHook}>
        <SnippetsPane shown={{ value: plugin, staleSince: undefined }} all={all} release="3.16" />
      </Router>
    </QueryClientProvider>,
  )
  return { user: userEvent.setup(), history: location.history }
}

const output = () =>
  screen
    .getAllByRole('region', { name: /output.*line/ })
    .map(region => region.textContent)
    .join('\n')

async function openOptions(user: ReturnType<typeof userEvent.setup>) {
  await user.click(screen.getByRole('button', { name: /^Options/ }))
  return within(await screen.findByRole('group', { name: 'Options of the output' }))
}

const readsBack = () => screen.findByText('✓ Re-imports to the same config')

test.for<[string, string, string, string]>([
  ['deck', 'Fields', 'written', 'timeout: 10000'],
  ['deck&deck=command', 'Shell', 'powershell', "@'"],
  ['admin-api', 'Shell', 'powershell', 'Invoke-RestMethod -Method Post'],
  ['konnect-api', 'Konnect region', 'us', 'https://us.api.konghq.com/v2'],
  ['kic', 'Config in', 'configFrom', 'configFrom:'],
  ['kic', 'Config in', 'configPatches', 'configPatches:'],
  ['kic', 'Shell', 'powershell', 'kubectl apply -f -'],
  ['terraform', 'Fields', 'written', 'max_batch_size'],
  ['terraform', 'Konnect region', 'au', 'https://au.api.konghq.com'],
])('%s with the choice %s: %s', async ([format, label, value, expected]) => {
  const { user, history } = show(`/config?format=${format}`)
  const options = await openOptions(user)
  await user.selectOptions(options.getByRole('combobox', { name: label }), value)
  expect(output()).toContain(expected)
  expect(history.at(-1)).toContain(`=${value}`)
  expect(screen.getByRole('button', { name: 'Options (1)' })).toBeTruthy()
  await readsBack()
})

test.for<[string, string, string, string]>([
  ['deck', 'Control plane name', 'production', 'control_plane_name: production'],
  [
    'konnect-api',
    'Control plane ID',
    '7a2bd1e3-6b5c-4f4e-8f2a-1d2c3b4a5e6f',
    '/v2/control-planes/7a2bd1e3-6b5c-4f4e-8f2a-1d2c3b4a5e6f/core-entities',
  ],
  ['terraform', 'Control plane name', 'production', 'konnect_gateway_control_plane.production.id'],
  ['admin-api', 'Admin API URL', 'https://kong.example:8444', "'https://kong.example:8444/services/"],
])('%s with the %s %s', async ([format, label, value, expected]) => {
  const { user } = show(`/config?format=${format}`)
  const options = await openOptions(user)
  await user.type(options.getByRole('textbox', { name: label }), value)
  expect(output()).toContain(expected)
  await readsBack()
})

test('the Konnect region is that of the ingest endpoint until another one is chosen', () => {
  show('/config?format=konnect-api')
  expect(output()).toContain('https://eu.api.konghq.com/v2/control-planes/{controlPlaneId}/')
})

test("only the open format's choices are shown; the documents' layout has none for the shell", async () => {
  const { user } = show('/config?format=kic')
  const options = await openOptions(user)
  expect(options.getAllByRole('combobox')).toHaveLength(3)
  expect(options.queryByRole('textbox')).toBeNull()
  await user.selectOptions(screen.getByRole('combobox', { name: 'Mode of the output' }), 'docs')
  expect(options.getAllByRole('combobox')).toHaveLength(1)
})

test('an Admin API URL that is none is refused, and the output keeps the usual one', async () => {
  const { user } = show('/config?format=admin-api')
  const options = await openOptions(user)
  await user.type(options.getByRole('textbox', { name: 'Admin API URL' }), 'kong.example')
  expect(options.getByText(/Expected an http or https URL/)).toBeTruthy()
  expect(output()).toContain('http://localhost:8001/services/')
})

test('a choice is remembered in the browser, and the URL comes before it', async () => {
  const { user } = show('/config')
  await user.selectOptions(screen.getByRole('combobox', { name: 'Mode of the output' }), 'docs')
  cleanup()
  show('/config')
  expect(screen.getByRole('combobox', { name: 'Mode of the output' })).toHaveProperty('value', 'docs')
  cleanup()
  show('/config?mode=corrected&shell=fish')
  expect(screen.getByRole('combobox', { name: 'Mode of the output' })).toHaveProperty('value', 'corrected')
})

test('all formats are saved as one file, as they are shown', async () => {
  const saved: { name: string; content: Blob }[] = []
  URL.createObjectURL = content => {
    saved.push({ name: '', content: content as Blob })
    return 'blob:'
  }
  URL.revokeObjectURL = () => undefined
  HTMLAnchorElement.prototype.click = function click() {
    const last = saved.at(-1)
    if (last) last.name = this.download
  }
  const { user } = show('/config?deck=command')
  await user.click(screen.getByRole('button', { name: 'Download all formats' }))
  await expect.poll(() => saved.length).toBe(1)
  await user.keyboard('Y')
  await expect.poll(() => saved.length).toBe(2)
  const [archive] = saved
  expect(archive?.name).toBe('metering-and-billing.zip')
  const files = unzipSync(new Uint8Array((await archive?.content.arrayBuffer()) ?? new ArrayBuffer()))
  expect(Object.keys(files).sort()).toEqual([
    'admin-api.sh',
    'apply-kong.sh',
    'kong-plugin.sh',
    'konnect-api.sh',
    'metering-and-billing.tf',
  ])
  expect(new TextDecoder().decode(files['apply-kong.sh'])).toBe(`${output()}\n`)
})

test('all instances of the document are put out together, one file for each format', async () => {
  const { user } = show('/config', [plugin, { ...plugin, scope: {}, instance_name: 'everywhere' }])
  expect(output()).not.toContain('everywhere')
  await user.selectOptions(screen.getByRole('combobox', { name: 'Instances in the output' }), 'all')
  expect(output()).toContain('service: example-service')
  expect(output()).toContain('instance_name: everywhere')
  expect(output().match(/_format_version/g)).toHaveLength(1)
  await user.click(screen.getByRole('tab', { name: 'Terraform' }))
  expect(output().match(/resource "konnect_gateway_plugin_metering_and_billing"/g)).toHaveLength(2)
  expect(await screen.findByText('✓ Re-imports to the same config')).toBeTruthy()
})

test('a document with one instance has no choice of instances', () => {
  show('/config?instances=all')
  expect(screen.queryByRole('combobox', { name: 'Instances in the output' })).toBe(null)
  expect(output()).toContain('service: example-service')
})
