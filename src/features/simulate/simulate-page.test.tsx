import { cleanup, fireEvent, render, screen, within } from '@testing-library/react'
import { userEvent } from '@testing-library/user-event'
import { useMemo, useState } from 'react'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { Router } from 'wouter'
import { memoryLocation } from 'wouter/memory-location'
import { documentedScenarios } from '#rehearsal/documented-scenarios.ts'
import { stubLayout } from '#testing/browser-layout.ts'
import { newRequest } from './compose/composed-request.ts'
import { useDrafts } from './drafts.ts'
import { playJob } from './run/play-job.ts'
import type { Runner } from './run/worker-runner.ts'
import { SimulatePage } from './simulate-page.tsx'

/** The engine itself, without a worker around it. */
const runner: Runner = {
  play: (job, options) => playJob(job, () => Promise.reject(new Error('no conditions here')), options),
}

beforeEach(() => {
  stubLayout({ width: 1440, height: 900 })
  useDrafts.getState().setRequests([newRequest])
})
afterEach(() => {
  cleanup()
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
    <Router hook={location.hook} searchHook={location.searchHook}>
      <OnDocument text={text} />
    </Router>,
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
  await user.click(screen.getByRole('button', { name: 'Send 1 request' }))
  await within(result()).findByRole('heading', { name: /1 request → 0 events.*1 request dropped/ })
  await user.click(within(result()).getByRole('button', { name: 'GET /anything' }))
  const details = screen.getByRole('complementary', { name: 'Request 1, GET /anything' })
  expect(within(details).getByRole('region', { name: 'Decision' }).textContent).toContain('header_absent')
  await user.click(within(details).getByRole('button', { name: 'Edit the request: send x-tenant-id' }))
  await user.type(screen.getByRole('textbox', { name: 'Value of header x-tenant-id' }), 'acme')
  await user.click(screen.getByRole('button', { name: 'Send 1 request' }))
  await within(result()).findByRole('heading', { name: '1 request → 1 event → 1 delivered' })
})

test('a fix of the document is made in the document, and the requests are played once more', async () => {
  const { user } = show(documentOf('tenants'))
  await user.click(screen.getByRole('button', { name: 'Send 1 request' }))
  await user.click(await within(result()).findByRole('button', { name: 'GET /anything' }))
  await user.click(screen.getByRole('button', { name: 'Bill the Consumer instead' }))
  expect(changed.text).toContain('look_up_value_in: consumer')
  await within(screen.getByRole('region', { name: 'Decision' })).findByText('no_consumer')
})

test('says what of the document or the traffic stands in the way', async () => {
  const { user } = show('services: [')
  await user.click(screen.getByRole('button', { name: 'Send 1 request' }))
  expect((await within(result()).findByRole('status')).textContent).toContain('The document has errors')
})

test('a request can be sent again, and edited', async () => {
  const { user } = show()
  await paste(loop)
  await user.click(screen.getByRole('button', { name: 'Send 3 requests' }))
  const [first] = await within(result()).findAllByRole('button', { name: 'GET /anything' })
  first?.focus()
  await user.keyboard('j{Enter}')
  await user.click(screen.getByRole('button', { name: 'Send again' }))
  await within(result()).findByRole('heading', { name: '1 request → 1 event → 1 delivered' })
})
