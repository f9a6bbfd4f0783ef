import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { cleanup, render, screen, waitFor, within } from '@testing-library/react'
import { userEvent } from '@testing-library/user-event'
import { setupServer } from 'msw/node'
import { useState } from 'react'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import type { TextRange } from '#formats/diagnostic.ts'
import { readDocument } from '#formats/document.ts'
import { toMswHandlers } from '#mocks/handlers.ts'
import { createMemoryBackend } from '#mocks/memory-backend.ts'
import { VariablesPanel } from './variables-panel.tsx'

const network = setupServer()
const variablesPut: { url: string; value: string }[] = []
beforeAll(() => network.listen({ onUnhandledFrame: 'error' }))
afterAll(() => network.close())
beforeEach(() => {
  variablesPut.length = 0
  network.events.on('request:start', async ({ request }) => {
    if (request.method !== 'PUT') return
    const { value } = (await request.clone().json()) as { value: string }
    variablesPut.push({ url: new URL(request.url).pathname, value })
  })
  network.use(...toMswHandlers(createMemoryBackend().routes))
})
afterEach(() => {
  cleanup()
  network.events.removeAllListeners()
  network.resetHandlers()
})

const text = `_format_version: "3.0"
plugins:
- name: metering-and-billing
  config:
    ingest_endpoint: https://\${{ env "DECK_HOST" }}/events
    api_token: "\${{ env "DECK_AUTH_TOKEN" }}" # the token
`
const literal = text.replace('"${{ env "DECK_AUTH_TOKEN" }}"', 'kpat_secret')

function show(start: string) {
  const shown = { text: start, jumps: [] as TextRange[] }
  function Harness() {
    const [current, setCurrent] = useState(start)
    shown.text = current
    const reading = readDocument(current, '3.16')
    const nothing = () => undefined
    const document = { text: current, reading, release: '3.16' as const, change: setCurrent }
    return (
      <VariablesPanel
        document={{ ...document, edit: nothing, applyFix: nothing, undo: nothing, redo: nothing }}
        onJump={range => shown.jumps.push(range)}
      />
    )
  }
  const queries = new QueryClient({ defaultOptions: { queries: { retry: false } } })
  render(
    <QueryClientProvider client={queries}>
      <Harness />
    </QueryClientProvider>,
  )
  return { user: userEvent.setup(), shown }
}

const section = (name: string) => within(screen.getByRole('region', { name }))

test('every variable is listed with its places and what each output makes of it', async () => {
  const { user, shown } = show(text)
  const token = section('DECK_AUTH_TOKEN')
  const rows = token.getAllByRole('row').map(row => row.textContent)
  expect(rows[0]).toContain('${{ env "DECK_AUTH_TOKEN" }}')
  expect(rows[1]).toContain('$AUTH_TOKEN or $env:AUTH_TOKEN')
  expect(rows[3]).toContain('var.auth_token')
  await user.click(token.getByRole('button', { name: 'Line 6 plugins[0].config.api_token' }))
  expect(shown.jumps).toMatchObject([{ line: 6, column: 17 }])
  expect(section('DECK_HOST').queryByRole('button', { name: /vault/ })).toBeNull()
})

test('a variable is renamed wherever it stands; a name that is none or is taken is refused', async () => {
  const { user, shown } = show(text)
  await user.click(section('DECK_AUTH_TOKEN').getByRole('button', { name: 'Rename' }))
  const name = section('DECK_AUTH_TOKEN').getByRole('textbox', { name: 'New name' })
  await user.clear(name)
  await user.type(name, 'HOST{Enter}')
  expect(screen.getByText(/is another variable of the document/)).toBeTruthy()
  await user.clear(name)
  await user.type(name, 'my-token{Enter}')
  expect(screen.getByText(/beginning with no digit/)).toBeTruthy()
  expect(shown.text).toBe(text)
  await user.clear(name)
  await user.type(name, 'DECK_KONNECT_PAT{Enter}')
  expect(shown.text).toBe(text.replace('DECK_AUTH_TOKEN', 'DECK_KONNECT_PAT'))
})

test('a token becomes a vault reference and a variable again', async () => {
  const { user, shown } = show(text)
  await user.click(section('DECK_AUTH_TOKEN').getByRole('button', { name: /vault reference/ }))
  expect(shown.text).toContain('api_token: "{vault://env/auth-token}" # the token')
  const reference = section('{vault://env/auth-token}')
  await user.click(reference.getByRole('button', { name: 'Use the variable DECK_AUTH_TOKEN' }))
  expect(shown.text).toBe(text)
})

test('a token in clear text becomes a variable, and its value stays for the rehearsal', async () => {
  const { user, shown } = show(literal)
  const name = section('plugins[0].config.api_token').getByRole('textbox', { name: 'Name of the variable' })
  expect(document.body.innerHTML).not.toContain('kpat_secret')
  await user.clear(name)
  await user.type(name, 'PAT{Enter}')
  expect(shown.text).toContain('api_token: "${{ env "DECK_PAT" }}" # the token')
  await waitFor(() =>
    expect(variablesPut).toEqual([{ url: '/api/gateway/variables/PAT', value: 'kpat_secret' }]),
  )
})

test('a value for the rehearsal is sent once; one of several lines is refused in words', async () => {
  const { user } = show(text)
  const token = section('DECK_AUTH_TOKEN')
  const value = token.getByLabelText('Value for the rehearsal')
  await user.click(value)
  await user.paste('kpat_1\nkpat_2')
  expect(token.getByText(/A value is one line/)).toBeTruthy()
  await user.click(token.getByRole('button', { name: 'Set the value' }))
  await user.clear(value)
  await user.paste('kpat_1\n')
  await user.keyboard('{Enter}')
  await waitFor(() =>
    expect(variablesPut).toEqual([{ url: '/api/gateway/variables/AUTH_TOKEN', value: 'kpat_1' }]),
  )
  expect(value).toHaveProperty('value', '')
})
