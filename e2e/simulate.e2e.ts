import { createSimulatePage } from './pages/simulate-page.ts'
import { expect, test } from './studio.ts'
import { threeRequests, tutorialDocument } from './tutorial.ts'

const tenants = tutorialDocument.replace(
  'look_up_value_in: consumer',
  'look_up_value_in: header\n        field: x-tenant-id',
)

test('the pasted loop of the tutorial gives three events of alice, by keyboard alone', async ({
  page,
  studio,
}) => {
  await studio.rehearse(tutorialDocument)
  const simulate = createSimulatePage(page, studio.url)
  await simulate.open()
  await simulate.paste(threeRequests(studio.gateway))
  await simulate.run()
  await simulate.expectResult('3 requests → 3 events → 3 delivered')
  await simulate.result.getByRole('button', { name: 'GET /anything' }).first().focus()
  await page.keyboard.press('j')
  await page.keyboard.press('Enter')
  const details = page.getByRole('complementary', { name: 'Request 2, GET /anything' })
  await expect(details.getByRole('list', { name: 'Decision trace' })).toContainText('alice')
  await page.keyboard.press('Escape')
  await expect(details).toBeHidden()
})

test('a HAR that is dropped on the page is reported: dropped and why', async ({ page, studio }) => {
  await studio.rehearse(tenants)
  const simulate = createSimulatePage(page, studio.url)
  await simulate.open('replay')
  const entry = (headers: { name: string; value: string }[]) => ({
    startedDateTime: '2026-01-05T08:00:00Z',
    request: { method: 'GET', url: 'http://localhost:8000/anything', headers },
    response: { status: 200 },
    time: 12,
  })
  const key = { name: 'apikey', value: 'alice-key' }
  const tenant = { name: 'x-tenant-id', value: 'acme' }
  const har = JSON.stringify({ log: { entries: [entry([key, tenant]), entry([key]), entry([key])] } })
  const files = await page.evaluateHandle(text => {
    const transfer = new DataTransfer()
    transfer.items.add(new File([text], 'traffic.har'))
    return transfer
  }, har)
  await page.dispatchEvent('body', 'drop', { dataTransfer: files })
  await simulate.expectResult('3 requests → 1 event → 1 delivered, 2 requests dropped')
  const why = simulate.result.getByRole('table', { name: 'Why requests gave no event' })
  await expect(why.getByRole('row', { name: /header_absent/ })).toContainText('67 %')
  await expect(simulate.result.getByRole('table', { name: 'Billed to' })).toContainText('acme')
})

test('a hundred thousand requests are generated while the page stays usable', async ({ page, studio }) => {
  await studio.rehearse(tutorialDocument)
  const simulate = createSimulatePage(page, studio.url)
  await simulate.open('generate')
  await page.getByRole('textbox', { name: 'Seconds of stage 1' }).fill('10000')
  await page.getByRole('button', { name: 'Add caller' }).click()
  await page.getByRole('button', { name: 'Run 100,000 requests' }).click()
  await simulate.expectResult(/^100,000 requests → (4|5)\d,\d{3} events/)
  await expect(simulate.result.getByRole('table', { name: 'Billed to' })).toContainText('alice')
})

test('an expectation fails after an edit of the document, on whatever page', async ({
  page,
  studio,
  config,
}) => {
  await studio.rehearse(tutorialDocument)
  const simulate = createSimulatePage(page, studio.url)
  await simulate.open()
  await simulate.paste(threeRequests(studio.gateway))
  await simulate.run()
  await simulate.result.getByRole('button', { name: 'Pin as expectation' }).click()
  await page.getByRole('tab', { name: 'Expectations' }).click()
  await expect(page.getByRole('status').filter({ hasText: 'as expected' })).toBeVisible()
  await config.open()
  await expect(page.getByRole('link', { name: '1 as expected' })).toBeVisible()
  await page.getByRole('checkbox', { name: 'Meter API requests' }).uncheck()
  const failed = page.getByRole('link', { name: '1 of 1 not as expected' })
  await expect(failed).toBeVisible()
  await failed.click()
  await expect(page.getByRole('list', { name: 'What differs' })).toContainText('expected 3, found 0')
})

test('requests that are sent for real are on the Events page', async ({ page, studio, events }) => {
  await studio.rehearse(tutorialDocument)
  const simulate = createSimulatePage(page, studio.url)
  await simulate.open()
  await simulate.paste(threeRequests(studio.gateway))
  await page.getByRole('button', { name: 'Send through the gateway' }).click()
  await expect(page.getByText('3 requests sent: 3 × 200')).toBeVisible()
  await page.getByRole('button', { name: 'Show events' }).click()
  await expect(events.rows(/subject alice/)).toHaveCount(3)
  await simulate.open('generate')
  await page.getByRole('combobox', { name: 'Clock' }).selectOption('real time, through the gateway')
  await page.getByRole('button', { name: 'Send 600 requests in 1 min' }).click()
  const run = page.getByRole('region', { name: 'Live run' })
  await expect(run.getByText('Sending')).toBeVisible()
  // The server goes on without the page.
  await page.reload()
  await expect(run.getByText('Sending')).toBeVisible()
  await run.getByRole('button', { name: 'End' }).click()
  await expect(run.getByText('Ended early')).toBeVisible()
})

test('the same requests through another document: what changes, and the report as a file', async ({
  page,
  studio,
}) => {
  await studio.rehearse(tutorialDocument)
  const simulate = createSimulatePage(page, studio.url)
  await simulate.open('compare')
  await page.getByRole('combobox', { name: 'Traffic' }).selectOption('Generate: its scenario')
  await page.getByRole('combobox', { name: 'Document of B' }).selectOption('a document that I paste')
  await page.getByRole('textbox', { name: 'Document B' }).fill(tenants)
  await page.getByRole('button', { name: 'Compare', exact: true }).click()
  await expect(page.getByRole('heading', { name: '600 of 600 requests change' })).toBeVisible()
  const saved = page.waitForEvent('download')
  await page.getByRole('button', { name: 'Changed requests as CSV' }).click()
  expect((await saved).suggestedFilename()).toBe('comparison.csv')
  const report = page.waitForEvent('download')
  await page.getByRole('button', { name: 'Report as HTML' }).click()
  expect((await report).suggestedFilename()).toBe('comparison.html')
})
