import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { cleanup, fireEvent, render, screen, waitFor, within } from '@testing-library/react'
import { userEvent } from '@testing-library/user-event'
import { setupServer } from 'msw/node'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest'
import { Router } from 'wouter'
import { memoryLocation } from 'wouter/memory-location'
import { toMswHandlers } from '#mocks/handlers.ts'
import { createMemoryBackend, type MemoryBackend } from '#mocks/memory-backend.ts'
import { tutorial } from '#plugin/examples.ts'
import { stubLayout } from '#testing/browser-layout.ts'
import { ConfigPage } from './config-page.tsx'
import { newWorkspace } from './workspace-model.ts'
import { SavedWorkspace } from './workspace-provider.tsx'

const network = setupServer()
let backend: MemoryBackend

beforeAll(() => network.listen({ onUnhandledFrame: 'error' }))
afterAll(() => network.close())
beforeEach(() => {
  stubLayout({ width: 1440, height: 900 })
  // jsdom has no layout to scroll.
  Element.prototype.scrollIntoView = () => undefined
  backend = createMemoryBackend({ studio: { gateway_url: 'http://127.0.0.1:8003' } })
  network.use(...toMswHandlers(backend.routes))
})
afterEach(() => {
  cleanup()
  network.resetHandlers()
  localStorage.clear()
  vi.unstubAllGlobals()
})

const metered = `# our state file
_format_version: "3.0"
services:
- name: example-service
  url: http://httpbin.konghq.com/anything
  routes:
  - name: example-route
    paths: ["/anything"]
consumers:
- username: alice
  keyauth_credentials:
  - key: alice-key
plugins:
- name: key-auth
  service: example-service
  config:
    key_names: [apikey]
- name: metering-and-billing
  service: example-service
  config:
    ingest_endpoint: https://us.api.konghq.com/v3/openmeter/events # Konnect
    api_token: "\${{ env "DECK_AUTH_TOKEN" }}"
    subject:
      look_up_value_in: consumer
`

function show(text = metered, path = '/config') {
  const location = memoryLocation({ path, record: true })
  const queries = new QueryClient({ defaultOptions: { queries: { retry: false } } })
  const content = { ...newWorkspace('Workspace 1'), text }
  render(
    <QueryClientProvider client={queries}>
      <Router hook={location.hook} searchHook={location.searchHook}>
        <SavedWorkspace workspace={{ id: 'w1', content }}>
          <ConfigPage />
        </SavedWorkspace>
      </Router>
    </QueryClientProvider>,
  )
  return userEvent.setup()
}

const source = () => screen.getByRole<HTMLTextAreaElement>('textbox', { name: /source/, hidden: true })
// What the page loads when it needs it; how long that takes is no part of a test.
beforeAll(() =>
  Promise.all([import('./snippets-pane.tsx'), import('./start-choices.tsx'), import('./read-paste.ts')]),
)

async function output(): Promise<string> {
  const regions = await screen.findAllByRole('region', { name: /output.*line/ })
  return regions.map(region => region.textContent).join('\n')
}

test("the tutorial's config is shown in form, source and output without a problem", async () => {
  show()
  expect(screen.getByRole('combobox', { name: 'Look up value in' })).toHaveProperty('value', 'consumer')
  expect(screen.getByRole('button', { name: /Variable\s*DECK_AUTH_TOKEN\s*, environment/ })).toBeTruthy()
  expect(source().value).toBe(metered)
  expect(await output()).toContain('look_up_value_in: consumer')
  expect(screen.getByRole('button', { name: '0 errors, shown' })).toBeTruthy()
})

test('a change in the form is one edit of the text, comments kept', async () => {
  const user = show()
  await user.selectOptions(screen.getByRole('combobox', { name: 'Look up value in' }), 'header')
  await user.type(screen.getByRole('textbox', { name: 'Field' }), 'x-tenant-id')
  expect(source().value).toBe(
    metered.replace('look_up_value_in: consumer', 'look_up_value_in: header\n      field: x-tenant-id'),
  )
  expect(await output()).toContain('field: x-tenant-id')
})

test('a change in the source is a change of the form', () => {
  show()
  fireEvent.change(source(), { target: { value: metered.replace('consumer\n', 'query\n') } })
  expect(screen.getByRole('combobox', { name: 'Look up value in' })).toHaveProperty('value', 'query')
})

test('one undo goes back over form and source', async () => {
  const user = show()
  fireEvent.change(source(), { target: { value: `${metered}# typed\n` } })
  await user.click(screen.getByRole('checkbox', { name: 'Meter API requests' }))
  expect(source().value).toContain('meter_api_requests: false')
  fireEvent.keyDown(document.body, { key: 'z', ctrlKey: true })
  expect(source().value).toBe(`${metered}# typed\n`)
  fireEvent.keyDown(source(), { key: 'z', ctrlKey: true })
  expect(source().value).toBe(metered)
  fireEvent.keyDown(document.body, { key: 'Z', ctrlKey: true, shiftKey: true })
  expect(source().value).toBe(`${metered}# typed\n`)
})

test('a number that is none stays in its field and leaves the document alone', async () => {
  const user = show()
  const field = screen.getByRole('textbox', { name: 'Timeout (ms)' })
  await user.type(field, '12x')
  expect(field).toHaveProperty('value', '12x')
  expect(field.getAttribute('aria-invalid')).toBe('true')
  expect(screen.getByText(/Expected a number, found “12x”/)).toBeTruthy()
  expect(source().value).toContain('timeout: 12\n')
})

test('a value out of range is a problem at its field and in the list', async () => {
  const user = show()
  await user.type(screen.getByRole('textbox', { name: 'Max batch size (events)', hidden: true }), '0')
  const problems = screen.getByRole('region', { name: 'Problems' })
  const row = within(problems).getByRole('button', {
    name: /^Error, line\s*\d+:\d+\s*,.*queue\.max_batch_size/,
  })
  expect(screen.getByRole('textbox', { name: 'Max batch size (events)', hidden: true })).toHaveProperty(
    'ariaInvalid',
    'true',
  )
  await user.click(row)
  await waitFor(() => expect(document.activeElement).toBe(source()))
  const { selectionStart, selectionEnd } = source()
  expect(source().value.slice(selectionStart, selectionEnd)).toContain('0')
})

test('while the text is broken the last valid outputs stay and say so', async () => {
  show()
  const before = await output()
  fireEvent.change(source(), { target: { value: metered.replace('subject:', 'subject: [') } })
  expect(await output()).toBe(before)
  expect(screen.getByText(/last valid version/)).toBeTruthy()
  expect(screen.getByRole('button', { name: /^1 error/ })).toBeTruthy()
  fireEvent.change(source(), { target: { value: metered } })
  expect(screen.queryByText(/last valid version/)).toBeNull()
})

test('while the text is broken the last valid form stays, to be read only', async () => {
  const user = show()
  fireEvent.change(source(), { target: { value: `${metered}  ]` } })
  const form = within(screen.getByRole('region', { name: 'Form' }))
  expect(form.getByText(/last valid form, to be read only/)).toBeTruthy()
  const subject = form.getByRole<HTMLSelectElement>('combobox', { name: 'Look up value in' })
  expect(subject.value).toBe('consumer')
  expect(subject.matches(':disabled')).toBe(true)
  await user.click(form.getByRole('button', { name: 'Undo' }))
  expect(source().value).toBe(metered)
  expect(subject.matches(':disabled')).toBe(false)
  expect(form.queryByText(/last valid/)).toBeNull()
})

test('keys choose the format, and the URL keeps it', async () => {
  const user = show()
  await user.keyboard('5')
  expect(screen.getByRole('tab', { name: 'Terraform' }).getAttribute('aria-selected')).toBe('true')
  expect(await output()).toContain('resource "konnect_gateway_plugin_metering_and_billing"')
})

test('the output is copied, and said to be', async () => {
  const user = show()
  await user.click(screen.getByRole('button', { name: 'Copy decK output' }))
  expect(await navigator.clipboard.readText()).toBe(await output())
  expect(await screen.findByText('Copied')).toBeTruthy()
})

test('attributes are added, moved and removed, and the focus stays among them', async () => {
  const user = show()
  await user.click(screen.getByRole('button', { name: 'Add attribute' }))
  await user.type(await screen.findByRole('textbox', { name: 'Attribute 1 look up value in' }), 'x-team')
  await user.type(screen.getByRole('textbox', { name: 'Attribute 1 event property name' }), 'team')
  expect(await output()).toContain('event_property_name: team')
  await user.click(screen.getByRole('button', { name: 'Remove attribute 1' }))
  expect(source().value).toBe(metered)
  await waitFor(() => expect(document.activeElement?.textContent).toBe('Add attribute'))
})

test('a token in clear text is dots in the source until it is revealed', async () => {
  const user = show(metered.replace('"${{ env "DECK_AUTH_TOKEN" }}"', 'kpat_secret'))
  expect(source().value).not.toContain('kpat_secret')
  expect(source().readOnly).toBe(true)
  const field = screen.getByLabelText('API token')
  expect([field.getAttribute('type'), field.getAttribute('autocomplete')]).toEqual([
    'password',
    'new-password',
  ])
  expect(document.body.innerHTML).not.toContain('kpat_secret')
  await user.type(field, '2')
  expect(document.body.innerHTML).not.toContain('kpat_secret')
  await user.click(screen.getByRole('button', { name: 'Reveal API token' }))
  expect(screen.getByRole('textbox', { name: 'API token' })).toHaveProperty('value', 'kpat_secret2')
  await user.click(screen.getByRole('button', { name: 'Reveal and edit' }))
  expect(source().value).toContain('kpat_secret')
  expect(await output()).not.toContain('kpat_secret')
  await user.click(screen.getByRole('button', { name: 'Copy decK output' }))
  expect(await navigator.clipboard.readText()).toContain('api_token: kpat_secret2')
  await waitFor(async () => expect((await backend.workspaces.get('w1'))?.text).toContain('kpat_secret2'))
})

test('a change is saved, and a failure to save stays on screen until it succeeds', async () => {
  const user = show()
  vi.spyOn(backend.workspaces, 'put').mockRejectedValueOnce(new Error('disk full'))
  // The route reports its own failure.
  const reported = vi.spyOn(console, 'error').mockImplementation(() => {})
  await user.click(screen.getByRole('checkbox', { name: 'Meter API requests' }))
  expect((await screen.findByRole('alert')).textContent).toContain('not saved')
  await user.click(screen.getByRole('button', { name: 'Save now' }))
  await waitFor(async () =>
    expect((await backend.workspaces.get('w1'))?.text).toContain('meter_api_requests: false'),
  )
  await waitFor(() => expect(screen.queryByRole('alert')).toBeNull())
  reported.mockClear()
})

test('what the Admin API changed comes into the page', async () => {
  await backend.workspaces.put({
    ...newWorkspace('Workspace 1'),
    id: 'w1',
    text: metered.replace('alice', 'anna'),
    updated_at: 'later',
  })
  backend.rehearsal.setStatus({ workspace_id: 'w1', workspace_updated_at: 'later' })
  show()
  await waitFor(() => expect(source().value).toContain('username: anna'))
})

test.for(['Take theirs', 'Keep mine'])('a change that meets another one waits: %s', async choice => {
  const user = show()
  const kept = async () => (await backend.workspaces.get('w1'))?.text
  await user.click(screen.getByRole('checkbox', { name: 'Meter API requests' }))
  await waitFor(async () => expect(await kept()).toContain('meter_api_requests: false'))
  const mine = source().value
  const theirs = { ...newWorkspace('Workspace 1'), id: 'w1', text: '# theirs', updated_at: 'later' }
  await backend.workspaces.put(theirs)
  fireEvent.change(source(), { target: { value: `${mine}# mine` } })
  expect((await screen.findByRole('alert')).textContent).toContain('This workspace was changed elsewhere')
  fireEvent.change(source(), { target: { value: `${mine}# mine, too` } })
  expect(await kept()).toBe('# theirs')
  await user.click(screen.getByRole('button', { name: choice }))
  const expected = choice === 'Take theirs' ? '# theirs' : `${mine}# mine, too`
  await waitFor(() => expect(source().value).toBe(expected))
  await waitFor(async () => expect(await kept()).toBe(expected))
  expect(screen.queryByRole('alert')).toBeNull()
})

test('real delivery is a separate step that names the endpoint', async () => {
  const user = show()
  expect(screen.getByText('Nothing is sent to Konnect.')).toBeTruthy()
  await user.click(screen.getByRole('button', { name: 'Change' }))
  const dialog = await screen.findByRole('dialog', { name: 'Where the rehearsal delivers events' })
  expect(dialog.textContent).toContain('https://us.api.konghq.com/v3/openmeter/events')
  await user.click(within(dialog).getByRole('button', { name: 'Send real events' }))
  expect(screen.getByText('Real delivery')).toBeTruthy()
  await user.type(screen.getByRole('textbox', { name: 'Ingest endpoint' }), 'x')
  expect(screen.getByText('Simulated')).toBeTruthy()
  expect(
    screen.getByText(/The ingest endpoint changed: simulated again. Send real events to .*eventsx\?/),
  ).toBeTruthy()
  await waitFor(async () =>
    expect(await backend.workspaces.get('w1')).toMatchObject({
      delivery: 'studio',
      text: expect.stringContaining('eventsx'),
    }),
  )
})

test("the requests to send go to the gateway's real port", async () => {
  const user = show()
  await user.click(screen.getByRole('button', { name: 'Send requests' }))
  const command = await screen.findByRole('region', { name: 'Command that sends three requests' })
  await waitFor(() => expect(command.textContent).toContain('curl -i http://127.0.0.1:8003/anything'))
  expect(command.textContent).toContain('-H "apikey: alice-key"')
})

const tutorialBlocks = tutorial.stateFiles.map(({ text }) => `echo '\n${text}' | deck gateway apply -\n`)

/** A browser's paste at what has the focus. */
function paste(text: string, target: Element = document.activeElement ?? document.body) {
  fireEvent.paste(target, { clipboardData: { getData: () => text } })
}

test("the tutorial's four blocks are pasted one by one, each previewed and added by Enter", async () => {
  const user = show('')
  await screen.findByRole('textbox', { name: 'Paste anything from the Kong docs' })
  for (const [index, block] of tutorialBlocks.entries()) {
    if (index > 0) paste(block, document.body)
    else paste(block)
    await screen.findByText(/decK state file/)
    await waitFor(() =>
      expect(screen.getByRole('button', { name: /Add to the workspace/ }).ariaDisabled).not.toBe('true'),
    )
    await user.keyboard('{Enter}')
    await waitFor(() => expect(screen.queryByText(/decK state file/)).toBeNull())
  }
  expect(screen.getByRole('button', { name: '0 errors, shown' })).toBeTruthy()
  expect(screen.getByRole('button', { name: /Variable\s*DECK_AUTH_TOKEN\s*, environment/ })).toBeTruthy()
  for (const word of ['example-service', 'alice-key', 'key-auth', 'metering-and-billing'])
    expect(source().value).toContain(word)
  fireEvent.keyDown(document.body, { key: 'z', ctrlKey: true })
  expect(source().value).not.toContain('metering-and-billing')
})

test('all four blocks at once, and the button, come to the same document', async () => {
  const user = show('')
  paste(tutorialBlocks.join('\n'))
  await user.click(await screen.findByRole('button', { name: /Add to the workspace/ }))
  const pasted = await waitFor(() => source().value)
  cleanup()
  show('')
  await user.click(screen.getByRole('button', { name: 'Load the tutorial' }))
  await waitFor(() => expect(source().value).toBe(pasted))
})

test('a shell command pasted into the source is imported, not inserted', async () => {
  show()
  paste(tutorialBlocks[1] ?? '', source())
  expect(await screen.findByRole('dialog', { name: 'Import' })).toBeTruthy()
  expect(source().value).toBe(metered)
})

test('a shell command pasted over the whole source takes its place, in one step', async () => {
  const user = show()
  source().setSelectionRange(0, metered.length)
  paste(tutorialBlocks[1] ?? '', source())
  const dialog = within(await screen.findByRole('dialog', { name: 'Import' }))
  expect(dialog.getByRole('checkbox', { name: 'Replace the whole document' })).toHaveProperty('checked', true)
  await user.click(await dialog.findByRole('button', { name: /Replace the document/ }))
  expect(source().value).toContain('alice-key')
  expect(source().value).not.toContain('metering-and-billing')
  fireEvent.keyDown(document.body, { key: 'z', ctrlKey: true })
  expect(source().value).toBe(metered)
})

test('an import that would replace the document adds to it when told so', async () => {
  const user = show()
  source().setSelectionRange(0, metered.length)
  paste('curl -X POST localhost:8001/consumers -d username=bob', source())
  const dialog = within(await screen.findByRole('dialog', { name: 'Import' }))
  await user.click(dialog.getByRole('checkbox', { name: 'Replace the whole document' }))
  await user.click(await dialog.findByRole('button', { name: /Add to the workspace/ }))
  await waitFor(() => expect(source().value).toContain('bob'))
  expect(source().value).toContain('metering-and-billing')
})

test('plain YAML pasted into the source stays there, and emptying the source keeps the editor', async () => {
  show()
  paste(metered, source())
  expect(screen.queryByRole('dialog', { name: 'Import' })).toBeNull()
  fireEvent.change(source(), { target: { value: '' } })
  expect(source().value).toBe('')
  fireEvent.change(source(), { target: { value: metered } })
  expect(await output()).toContain('look_up_value_in: consumer')
})

test('the Admin API output names the port that the studio listens on', async () => {
  backend = createMemoryBackend({ studio: { admin_url: 'http://127.0.0.1:8011' } })
  network.use(...toMswHandlers(backend.routes))
  const user = show()
  await output()
  await user.keyboard('2')
  await waitFor(async () => expect(await output()).toContain('http://127.0.0.1:8011'))
})

test('an empty configuration is not said to be added', async () => {
  const user = show('')
  await user.click(screen.getByRole('button', { name: 'Empty config' }))
  expect(source().value).toContain('metering-and-billing')
  expect(screen.queryByText(/Imported/)).toBeNull()
})

test('a paste that is too large is refused in words, and so is prose', async () => {
  show('')
  paste('x'.repeat(10_000_000))
  expect(await screen.findByText(/10\.0 million characters/)).toBeTruthy()
  cleanup()
  show('')
  paste('just some words')
  expect((await screen.findAllByText(/no configuration in this text/)).length).toBeTruthy()
})

test('an example is a start, too', async () => {
  const user = show('')
  await user.click(screen.getByRole('button', { name: /Meter by tenant header/ }))
  expect(screen.getByRole('combobox', { name: 'Look up value in' })).toHaveProperty('value', 'header')
})

test('the queue says how many events it carries away, closed too, at the round trip that is typed', async () => {
  show()
  const section = (await screen.findByRole('heading', { name: 'Queue' })).closest('details')
  if (section === null) throw new Error('the section is missing')
  expect(within(section).getAllByText('33 events/s')).toHaveLength(2)
  const rtt = within(section).getByLabelText('Round trip to the ingest endpoint in milliseconds')
  fireEvent.change(rtt, { target: { value: '100' } })
  expect(within(section).getAllByText('10 events/s')).toHaveLength(2)
})
