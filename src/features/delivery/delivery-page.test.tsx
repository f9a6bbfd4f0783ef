import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { act, cleanup, render, screen, waitFor, within } from '@testing-library/react'
import { userEvent } from '@testing-library/user-event'
import { setupServer } from 'msw/node'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { Router } from 'wouter'
import { memoryLocation } from 'wouter/memory-location'
import { toMswHandlers } from '#mocks/handlers.ts'
import { createMemoryBackend } from '#mocks/memory-backend.ts'
import { meteringConfig, type QueueConfig } from '#plugin/config.ts'
import { stubLayout } from '#testing/browser-layout.ts'
import { DeliveryPage, type LabDocument, type LabPlugin } from './delivery-page.tsx'
import { type LabJob, type LabRunner, type LabTask, type OnProgress, playTask } from './lab-task.ts'

const network = setupServer()
beforeAll(() => network.listen({ onUnhandledFrame: 'error' }))
afterAll(() => network.close())
beforeEach(() => {
  stubLayout({ width: 1440, height: 900 })
  network.use(...toMswHandlers(createMemoryBackend().routes))
})
afterEach(() => {
  cleanup()
  network.resetHandlers()
})

/** The same engine, without the worker around it. */
const runner: LabRunner = {
  run: (job, signal) => inPage('run', job, signal),
  survive: (job, signal) => inPage('survive', job, signal),
}

async function inPage<Outcome>(kind: LabTask['kind'], job: LabJob, signal: AbortSignal): Promise<Outcome> {
  await Promise.resolve()
  signal.throwIfAborted()
  const answer = playTask({ ...job, kind, id: 1 })
  if (!answer.ok) throw new Error(answer.message)
  return answer.outcome as Outcome
}

const connection = { ingest_endpoint: 'https://us.api.konghq.com/v3/openmeter/events', api_token: 't' }

function aPlugin(name: string, queue: object = {}): LabPlugin {
  return { id: name, name, config: meteringConfig['3.16'].parse({ ...connection, queue }) }
}

function show(plugins: LabPlugin[], query = '', { hasPlugin = true, played = runner } = {}) {
  const location = memoryLocation({ path: `/delivery${query}`, record: true })
  const applied: [string, Partial<QueueConfig>][] = []
  const studied: LabDocument = {
    plugins,
    hasPlugin,
    apply: ({ name }, changes) => applied.push([name, changes]),
  }
  render(
    <QueryClientProvider client={new QueryClient({ defaultOptions: { queries: { retry: false } } })}>
      <Router hook={location.hook} searchHook={location.searchHook}>
        <DeliveryPage document={studied} runner={played} />
      </Router>
    </QueryClientProvider>,
  )
  return { location, applied }
}

const total = async (name: string) => {
  const term = await screen.findByText(name, { selector: 'dt' })
  return term.nextElementSibling?.textContent ?? ''
}

const shortOutage = '?rate=20&for=300&faults=status:30-230:503'

test('without a plugin there is nothing to rehearse, with a broken one neither', () => {
  show([], '', { hasPlugin: false })
  expect(screen.getByRole('heading', { name: 'No deliveries yet' })).toBeDefined()
  cleanup()
  show([])
  expect(screen.getByRole('heading', { name: 'The plugin has an error' })).toBeDefined()
  expect(screen.getByText('Simulated. Nothing was sent to Konnect.')).toBeDefined()
})

test('runs the load of the address and says what became of the events, in money too', async () => {
  show([aPlugin('one')], `${shortOutage}&price=0.01`)
  expect(
    await screen.findByText(/^[\d,]+ of 6,000 events never arrive: \$[\d.]+ is not billed/),
  ).toBeDefined()
  expect(await total('Emitted')).toContain('6,000')
  expect(await total('Lost')).toContain('max_retry_time')
  expect(screen.getByRole('figure', { name: /^Queue depth, peak/ })).toBeDefined()
  expect(screen.getByRole('list', { name: 'Kong’s log' }).textContent).toContain(
    'could not send entries due to max_retry_time exceeded',
  )
  const batches = screen.getByRole('region', { name: 'Batches that failed' })
  expect(within(batches).getAllByText('Lost: max_retry_time').length).toBeGreaterThan(0)
})

test('a moment shows what stood then', async () => {
  show([aPlugin('one')], `${shortOutage}&t=0`)
  expect(await total('Emitted')).toMatch(/^20\$/)
  expect(screen.getByText('No batch has failed so far.')).toBeDefined()
})

test('the smallest settings that lose nothing are applied to the plugin looked at', async () => {
  const { applied } = show(
    [aPlugin('one'), aPlugin('two', { max_entries: 20_000 })],
    `${shortOutage}&plugin=1`,
  )
  await screen.findByText(/events never arrive/)
  await userEvent.click(screen.getByRole('button', { name: /^Make it survive/ }))
  const [serial, unlimited] = await screen.findAllByRole('article')
  if (serial === undefined || unlimited === undefined) throw new Error('two plans are expected')
  expect(within(serial).getByRole('row', { name: /^max_retry_time − 60/ })).toBeDefined()
  expect(within(unlimited).getByRole('row', { name: 'concurrency_limit − 1 + -1' })).toBeDefined()
  await userEvent.click(within(serial).getByRole('button', { name: 'Apply to config' }))
  expect(applied).toEqual([['two', { max_retry_time: expect.any(Number) }]])
})

test('faults are added, moved by keys, typed, and removed, and stand in the address', async () => {
  const { location } = show([aPlugin('one')], '?rate=1&for=200')
  await userEvent.click(screen.getByRole('button', { name: 'Add fault' }))
  expect(location.history.at(-1)).toContain('faults=status%3A66-133%3A503')
  screen.getByRole('slider', { name: 'Fault 1 end' }).focus()
  await userEvent.keyboard('{ArrowRight}')
  expect(location.history.at(-1)).toContain('66-134')
  await userEvent.selectOptions(screen.getByRole('combobox', { name: 'The endpoint' }), 'answer_lost')
  const from = screen.getByRole('textbox', { name: /^From/ })
  await userEvent.clear(from)
  await userEvent.type(from, '90')
  expect(location.history.at(-1)).toContain('answer_lost%3A90-134')
  expect(await total('Duplicated')).not.toMatch(/^0/)
  await userEvent.click(screen.getByRole('button', { name: 'Remove fault 1' }))
  expect(screen.queryByRole('slider', { name: 'Fault 1 end' })).toBeNull()
})

test('more events than one run takes are not run, and why is said', async () => {
  show([aPlugin('one')], '?rate=100000&for=1000')
  expect(screen.getByRole('status').textContent).toContain('100,000,000 events are more than the 1,000,000')
})

test('headroom: what the queue sustains beside what comes', () => {
  show([aPlugin('one')], '?rate=50&rtt=0.03')
  expect(screen.getByText('Sustains 33 events/s per worker')).toBeDefined()
  expect(screen.getByText(/The queue grows for as long as the traffic lasts/)).toBeDefined()
})

test('a value out of bounds is not taken, and what would be is said', async () => {
  const { location } = show([aPlugin('one')])
  const workers = screen.getByRole('textbox', { name: /^Workers/ })
  await userEvent.clear(workers)
  await userEvent.type(workers, '0')
  expect(screen.getByText('Expected a whole number from 1 to 256.')).toBeDefined()
  expect(location.history.join()).not.toContain('workers=0')
})

/** Jobs of the kinds that are named here end only when they are no longer wanted. */
function stuck(...kinds: (keyof LabRunner)[]): { runner: LabRunner; ended: string[]; say: OnProgress } {
  const ended: string[] = []
  let listener: OnProgress = () => undefined
  const wait = (kind: keyof LabRunner) => (_: LabJob, signal: AbortSignal, onProgress?: OnProgress) => {
    if (onProgress !== undefined) listener = onProgress
    return new Promise<never>((_resolve, reject) => {
      signal.addEventListener('abort', () => {
        ended.push(kind)
        reject(signal.reason)
      })
    })
  }
  const waiting = Object.fromEntries(kinds.map(kind => [kind, wait(kind)]))
  return { runner: { ...runner, ...waiting }, ended, say: progress => act(() => listener(progress)) }
}

test('the first run says what it plays and how far it is', async () => {
  const { runner: slow, say } = stuck('run')
  show([aPlugin('one')], shortOutage, { played: slow })
  expect(screen.getByText('Plays 6,000 events…')).toBeDefined()
  await waitFor(() => expect(document.querySelector('[aria-busy="true"]')).not.toBeNull())
  say({ setting: 1, share: 0.25 })
  expect(screen.getByRole<HTMLProgressElement>('progressbar', { name: 'Run' }).value).toBe(0.25)
})

test('a search says how far it is, and is cancelled', async () => {
  const { runner: slow, say, ended } = stuck('survive')
  show([aPlugin('one')], shortOutage, { played: slow })
  await screen.findByText(/events never arrive/)
  await userEvent.click(screen.getByRole('button', { name: /^Make it survive/ }))
  say({ setting: 3, share: 0.5 })
  expect(screen.getByText('Runs one setting after the other: number 3…')).toBeDefined()
  expect(screen.getByRole<HTMLProgressElement>('progressbar', { name: 'Search' }).value).toBe(0.5)
  await userEvent.click(screen.getByRole('button', { name: 'Cancel' }))
  expect(ended).toEqual(['survive'])
  expect(screen.queryByRole('button', { name: 'Cancel' })).toBeNull()
  expect(screen.getByText(/^Finds the smallest settings/)).toBeDefined()
})

test('a run without an end is given up, and why is said', async () => {
  const failing: LabRunner = {
    ...runner,
    run: () => Promise.reject(new Error('3,000,000 attempts were made')),
  }
  show([aPlugin('one')], shortOutage, { played: failing })
  expect(await screen.findByText(/given up: 3,000,000 attempts were made/)).toBeDefined()
})
