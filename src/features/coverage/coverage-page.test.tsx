import { cleanup, render, screen, within } from '@testing-library/react'
import { userEvent } from '@testing-library/user-event'
import { afterEach, expect, test } from 'vitest'
import { Router } from 'wouter'
import { memoryLocation } from 'wouter/memory-location'
import type { DocumentPath } from '#entities/gateway-state.ts'
import { readDocument } from '#formats/document.ts'
import { CoveragePage } from './coverage-page.tsx'

afterEach(cleanup)

const text = `_format_version: "3.0"
services:
- name: paid
  url: http://127.0.0.1:9000
  routes:
  - name: orders
    paths: [/orders]
  - name: health
    paths: [/health]
plugins:
- name: metering-and-billing
  config: {ingest_endpoint: https://i.example/v3/openmeter/events, api_token: t, subject: {look_up_value_in: header, field: x-tenant}}
- name: metering-and-billing
  route: orders
  config: {ingest_endpoint: https://i.example/v3/openmeter/events, api_token: t}
`

function show(document: string, countedTwice?: { message: string; path: DocumentPath }) {
  const location = memoryLocation({ path: '/coverage', record: true })
  const reading = readDocument(document, '3.15')
  render(
    <Router hook={location.hook} searchHook={location.searchHook}>
      <CoveragePage
        document={{
          state: reading.state,
          options: { release: '3.15' },
          lineOf: path => reading.rangeOf(path)?.line,
          linkTo: path => `/config?at=${path.join('.')}`,
          countedTwice,
        }}
      />
    </Router>,
  )
  return location
}

test('says how many Routes are free, why, and links to the line', () => {
  show(text)
  expect(screen.getByText('1 of 2 Routes is free today.')).toBeDefined()
  const row = screen.getByRole('row', { name: /^orders/ })
  expect(within(row).getByText('Subject never found')).toBeDefined()
  expect(within(row).getByText(/no authentication plugin runs on this Route/)).toBeDefined()
  expect(within(row).getByText(/Wins over the one on: global/)).toBeDefined()
  const [line] = within(row).getAllByRole('link')
  expect(line?.textContent).toBe('Line 13')
  expect(line?.getAttribute('href')).toBe('/config?at=plugins.1')
})

test('shows one verdict, and keeps it in the address', async () => {
  const location = show(text)
  await userEvent.click(screen.getByRole('button', { name: /^Subject never found 1/ }))
  expect(screen.queryByRole('row', { name: /^health/ })).toBeNull()
  expect(screen.getByRole('row', { name: /^orders/ })).toBeDefined()
  expect(location.history.at(-1)).toContain('verdict=no_subject')
  await userEvent.click(screen.getByRole('button', { name: /^Not metered 0/ }))
  expect(screen.getByRole('heading', { name: 'Nothing here is not metered' })).toBeDefined()
  await userEvent.click(screen.getByRole('button', { name: 'Show all' }))
  expect(screen.getByRole('row', { name: /^health/ })).toBeDefined()
})

test('an error in the document and a document without Routes each say what to do', () => {
  show('services: {')
  expect(screen.getByRole('heading', { name: 'The document has an error' })).toBeDefined()
  cleanup()
  show('_format_version: "3.0"\n')
  expect(screen.getByRole('heading', { name: 'No Services and Routes yet' })).toBeDefined()
})

test('what the document cannot say is a note, not a verdict', () => {
  show(text, {
    message: 'If Konnect’s built-in ingestion is on, each request is counted twice.',
    path: ['services'],
  })
  expect(screen.getByRole('status').textContent).toContain('Metered twice?')
  expect(screen.getByRole('status').textContent).toContain('A document does not say whether it is on.')
  expect(within(screen.getByRole('status')).getByRole('link', { name: /^Line \d$/ })).toBeDefined()
})

test('a gateway with many Routes is shown in parts', async () => {
  const routes = Array.from({ length: 600 }, (_, index) => `  - {name: r${index}, paths: [/${index}]}\n`)
  show(
    `_format_version: "3.0"\nservices:\n- name: many\n  url: http://127.0.0.1:9000\n  routes:\n${routes.join('')}`,
  )
  expect(screen.getByText('600 of 600 Routes are free today.')).toBeDefined()
  expect(screen.queryByText('r599')).toBeNull()
  await userEvent.click(screen.getByText('Show 201 of 201 more'))
  expect(screen.getByText('r599')).toBeDefined()
  expect(screen.queryByText(/^Show .* more$/)).toBeNull()
})
