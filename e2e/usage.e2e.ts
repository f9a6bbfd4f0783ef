import { expect, test } from './studio.ts'
import { threeRequests, tutorialDocument } from './tutorial.ts'

test('the tutorial ends on an invoice: unbilled at first, three requests billed in the end, each to be seen', async ({
  page,
  studio,
  events,
}) => {
  await studio.rehearse(tutorialDocument)
  await studio.bash(threeRequests(studio.gateway))
  await studio.bash(`curl -s ${studio.gateway}/anything`)
  await page.goto(`${studio.url}/events`)
  await events.expectCount('Emitted', 3)
  await page.keyboard.press('g')
  await page.keyboard.press('u')
  await expect(page.getByRole('heading', { name: 'Usage & bill', level: 1 })).toBeVisible()
  await expect(page.getByText('Simulated').first()).toBeVisible()
  await page.getByRole('tab', { name: 'Prices' }).click()
  await page.getByRole('button', { name: 'Start with an example' }).click()
  await expect(page.getByRole('group', { name: 'Plan Starter' })).toBeVisible()

  await page.getByRole('tab', { name: 'Invoice preview' }).click()
  const noCustomer = page.getByRole('region', { name: 'No customer' })
  await expect(noCustomer).toContainText('API requests 3')
  const dropped = page.getByRole('region', { name: 'Dropped' })
  await expect(dropped).toContainText('1 request')
  await noCustomer.getByRole('button', { name: 'Create customer alice' }).click()
  await page.getByRole('button', { name: /^Subscribe alice from/ }).click()
  const invoice = page.getByRole('table', { name: 'Invoice preview for alice' })
  const line = invoice.getByRole('row', { name: /^API requests 3 Graduated/ })
  await expect(line).toBeVisible()
  await expect(noCustomer).toBeHidden()

  await line.getByRole('link', { name: 'Events of API requests' }).click()
  await expect(events.rows(/subject alice/)).toHaveCount(3)
  await page.goBack()
  await dropped.getByRole('link', { name: /^Events of .*, Dropped$/ }).click()
  await expect(events.rows(/Dropped/)).toHaveCount(1)
})

test('prices, customers and meters survive a restart', async ({ page, studio }) => {
  await page.goto(`${studio.url}/usage?tab=prices`)
  await page.getByRole('button', { name: 'Start with an example' }).click()
  await expect(page.getByRole('group', { name: 'Plan Starter' })).toBeVisible()
  await page.getByRole('tab', { name: 'Customers' }).click()
  await page.getByRole('button', { name: 'Create a customer' }).click()
  await page.getByRole('textbox', { name: 'Name' }).fill('Alice Ltd')
  await page.getByRole('textbox', { name: 'Subjects' }).fill('alice')
  await page.getByRole('button', { name: 'Create customer' }).click()
  await expect(page.getByRole('form', { name: 'Customer Alice Ltd' })).toBeVisible()
  await studio.restart()
  await page.goto(`${studio.url}/usage`)
  await expect(
    page.getByRole('heading', { name: 'Alice Ltd has no subscription in this period' }),
  ).toBeVisible()
})
