import { examples } from '../src/plugin/examples.ts'
import { expect, type Studio, test } from './studio.ts'

const { config: documented } = examples.find(({ id }) => id === 'meter-ai-tokens')?.plugin ?? { config: {} }

const documentWith = (metering: object) =>
  JSON.stringify(
    {
      _format_version: '3.0',
      services: [
        {
          name: 'llm-service',
          url: 'http://localhost:32000',
          routes: [{ name: 'chat', paths: ['/chat'], protocols: ['http', 'https'] }],
        },
      ],
      consumers: [{ username: 'alice', keyauth_credentials: [{ key: 'alice-key' }] }],
      plugins: [
        { name: 'key-auth' },
        {
          name: 'ai-proxy',
          route: 'chat',
          config: {
            route_type: 'llm/v1/chat',
            model: { provider: 'openai', name: 'gpt-4o' },
            logging: { log_statistics: true, log_payloads: true },
          },
        },
        { name: 'metering-and-billing', config: { ...documented, api_token: 'spat_x', ...metering } },
      ],
    },
    null,
    2,
  )

async function streamChat({ gateway }: Studio): Promise<string> {
  const answer = await fetch(`${gateway}/chat`, {
    method: 'POST',
    headers: { apikey: 'alice-key', 'content-type': 'application/json' },
    body: JSON.stringify({ stream: true, messages: [{ role: 'user', content: 'What is Kong?' }] }),
  })
  expect(answer.headers.get('content-type')).toBe('text/event-stream')
  return answer.text()
}

interface Kept {
  event: { type: string; subject: string; data: { type?: string; tokens?: number; api_request_id?: string } }
}

async function storedEvents({ url }: Studio): Promise<Kept['event'][]> {
  const { data } = (await (await fetch(`${url}/v3/openmeter/events`)).json()) as { data: Kept[] }
  return data.map(({ event }) => event)
}

test('the documented AI example: a streamed chat is two token events of its Consumer', async ({ studio }) => {
  await studio.rehearse(documentWith({}))
  expect(await streamChat(studio)).toContain('data: [DONE]')
  await expect.poll(() => storedEvents(studio)).toHaveLength(2)
  const events = await storedEvents(studio)
  expect(events.map(({ data }) => `${data.type} ${data.tokens}`).sort()).toEqual([
    'request 12',
    'response 34',
  ])
  expect(new Set(events.map(({ data }) => data.api_request_id)).size).toBe(1)
})

test('tokens chosen on the page are those of the three events', async ({ page, studio, config, events }) => {
  await studio.rehearse(documentWith({ meter_api_requests: true }))
  await config.open()
  const strip = page.getByRole('region', { name: 'Rehearsal' })
  await expect(strip.getByLabel('Upstream of llm-service')).toHaveValue('ai')
  await strip.getByRole('button', { name: '12 + 34 tokens' }).click()
  const dialog = page.getByRole('dialog', { name: 'Who answers for each Service' })
  await dialog.getByLabel('Prompt tokens').fill('1234')
  await dialog.getByLabel('Completion tokens').fill('567')
  await page.keyboard.press('Escape')
  await expect(strip.getByRole('button', { name: '1,234 + 567 tokens' })).toBeFocused()
  await expect
    .poll(async () => (await fetch(`${studio.url}/api/gateway`)).json())
    .toMatchObject({ services: [{ upstream: { prompt_tokens: 1234, completion_tokens: 567 } }] })
  await streamChat(studio)
  await expect.poll(async () => (await storedEvents(studio)).length).toBe(3)
  const stored = await storedEvents(studio)
  expect(stored.map(({ type, data }) => `${type} ${data.tokens ?? ''}`.trim()).sort()).toEqual([
    'kong.api_request',
    'kong.llm_request 1234',
    'kong.llm_request 567',
  ])
  await events.open()
  await expect(events.rows(/kong\.llm_request/)).toHaveCount(2)
  await events
    .rows(/kong\.llm_request/)
    .first()
    .click()
  await events.details.getByRole('tab', { name: 'Trace' }).click()
  await expect(events.details.getByText(/1234 prompt tokens \(stated in the stream\)/)).toBeVisible()
})

test('an application is added with its key, called with it, and billed', async ({
  page,
  studio,
  config,
  events,
}) => {
  const text = documentWith({ meter_api_requests: true, subject: { look_up_value_in: 'application' } })
  await studio.rehearse(text.replace(/\{\s*"name": "key-auth"\s*\},/, ''))
  await config.open()
  await page.getByRole('button', { name: 'Applications' }).click()
  const dialog = page.getByRole('dialog', { name: 'Dev Portal applications' })
  await dialog.getByLabel('Name').fill('Shop')
  await dialog.getByLabel('API key').fill('shop-key')
  await dialog.getByLabel('Application id').fill('app-shop')
  await dialog.getByLabel('Portal id').fill('portal-1')
  await dialog.getByLabel('Linked Service').selectOption('llm-service')
  await dialog.getByRole('button', { name: 'Add application' }).click()
  await expect(dialog.getByText('Shop', { exact: true })).toBeVisible()
  await page.keyboard.press('Escape')
  await page.getByRole('button', { name: 'Send requests' }).click()
  const command = await page.getByRole('region', { name: 'Command that sends three requests' }).innerText()
  expect(command).toContain('apikey: shop-key')
  await page.keyboard.press('Escape')
  await expect(page.getByText('Saved', { exact: true })).toBeVisible()
  await studio.bash(command)
  await expect.poll(async () => (await storedEvents(studio)).length).toBe(9)
  expect(new Set((await storedEvents(studio)).map(({ subject }) => subject))).toEqual(new Set(['app-shop']))
  expect((await storedEvents(studio))[0]?.data).toMatchObject({
    application_id: 'app-shop',
    portal_id: 'portal-1',
    subject_type: 'application_id',
  })
  await events.open()
  await expect(events.rows(/subject app-shop/).first()).toBeVisible()
})
