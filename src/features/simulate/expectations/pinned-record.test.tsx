import { Blob as NodeBlob } from 'node:buffer'
import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { cleanup, render, screen, waitFor, within } from '@testing-library/react'
import { userEvent } from '@testing-library/user-event'
import { setupServer } from 'msw/node'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { Router } from 'wouter'
import { memoryLocation } from 'wouter/memory-location'
import { toMswHandlers } from '#mocks/handlers.ts'
import { createMemoryBackend } from '#mocks/memory-backend.ts'
import { documentedScenarios } from '#rehearsal/documented-scenarios.ts'
import { stubLayout } from '#testing/browser-layout.ts'
import { useDrafts } from '../drafts.ts'
import { playJob } from '../run/play-job.ts'
import type { Runner } from '../run/worker-runner.ts'
import { SimulatePage } from '../simulate-page.tsx'
import { forgetPinnedFile } from './pinned-files.ts'
import { pinsOf } from './pins.ts'

const tutorial = documentedScenarios.find(({ id }) => id === 'tutorial')?.document ?? ''
const csv = 'method,url,apikey\nGET,/anything,alice-key\nGET,/anything,\nGET,/anything,alice-key\n'

/** jsdom's files do not stream; those that arrive in a worker do. */
const runner: Runner = {
  play: async (job, options) => {
    const { traffic } = job
    if (traffic.kind !== 'record') throw new Error('only records are played here')
    const file = new NodeBlob([await traffic.file.text()]) as unknown as Blob
    return playJob(
      { ...job, traffic: { ...traffic, file } },
      () => Promise.reject(new Error('none')),
      options,
    )
  },
  compare: () => Promise.reject(new Error('nothing is compared here')),
}

const network = setupServer()
beforeAll(() => network.listen({ onUnhandledFrame: 'error' }))
afterAll(() => network.close())
beforeEach(() => {
  network.use(...toMswHandlers(createMemoryBackend().routes))
  stubLayout({ width: 1440, height: 900 })
  useDrafts.setState({ record: undefined, speed: undefined })
})
afterEach(() => {
  cleanup()
  network.resetHandlers()
  localStorage.clear()
})

function show(tab: string, text = tutorial) {
  const { hook, searchHook } = memoryLocation({ path: `/simulate?tab=${tab}` })
  const document = { text, release: '3.15', subjectFormat: 'plain', applications: [] } as const
  const readSnapshots = async () => []
  const workspace = { id: 'one', name: 'One', document, readSnapshots, changeText: () => undefined }
  render(
    <QueryClientProvider client={new QueryClient()}>
      <Router hook={hook} searchHook={searchHook}>
        <SimulatePage workspace={workspace} runner={runner} />
      </Router>
    </QueryClientProvider>,
  )
  return userEvent.setup()
}

async function pinTheReplay() {
  const user = show('replay')
  await user.upload(
    screen.getByLabelText('Record of traffic', { selector: 'input' }),
    new File([csv], 'monday.csv'),
  )
  await screen.findByRole('heading', { name: /3 requests → 2 events/ })
  await user.click(screen.getByRole('button', { name: 'Pin as expectation' }))
  await waitFor(() => expect(pinsOf('one')).toHaveLength(1))
  cleanup()
  return user
}

const pinned = () => screen.findByRole('region', { name: 'Expectation monday.csv' })

test('a replayed run is pinned with its file, and played again after an edit of the document', async () => {
  await pinTheReplay()
  show('expectations')
  await within(await pinned()).findByText('as expected')
  // jsdom has no database.
  expect((await pinned()).textContent).toContain('checked while this page is open')
  expect((await pinned()).textContent).toContain(
    'rehearse kong.yaml monday.csv --expect monday-csv.expect.txt --source csv --column method=method --column url=url --column header:apikey=apikey',
  )
  cleanup()
  show('expectations', tutorial.replace('look_up_value_in: consumer', 'look_up_value_in: header'))
  await within(await pinned()).findByText('not as expected')
})

test('a file that is no longer at hand is asked for, and nothing is made up', async () => {
  await pinTheReplay()
  await forgetPinnedFile(pinsOf('one')[0]?.id ?? '')
  const user = show('expectations')
  await within(await pinned()).findByText(/monday.csv is not at hand/)
  await within(await pinned()).findByRole('button', { name: 'Open monday.csv…' })
  await user.upload(screen.getByLabelText('File of monday.csv'), new File([csv], 'monday.csv'))
  await within(await pinned()).findByText('as expected')
})
