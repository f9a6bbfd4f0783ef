import { expect, test } from './studio.ts'
import { tutorialDocument } from './tutorial.ts'

test('an outage is drawn by keys, survived, applied, and undone', async ({ page, studio }) => {
  await studio.rehearse(tutorialDocument)
  await page.goto(`${studio.url}/config`)
  await expect(page.getByRole('button', { name: 'Send requests' })).toBeVisible()
  await page.locator('body').press('g')
  await page.locator('body').press('d')
  await expect(page.getByRole('heading', { name: 'Delivery' })).toBeVisible()
  await expect(page.getByText('Simulated. Nothing was sent to Konnect.')).toBeVisible()

  await page.getByRole('textbox', { name: /^Events per second/ }).fill('10')
  await page.getByRole('textbox', { name: /^Duration/ }).fill('300')
  await expect(page.getByText(/^Nothing is lost\. The last event ended/)).toBeVisible()
  await page.getByRole('button', { name: 'Add fault' }).focus()
  await page.keyboard.press('Enter')
  const end = page.getByRole('slider', { name: 'Fault 1 end' })
  await end.focus()
  await page.keyboard.press('End')
  await expect(end).toHaveAttribute('aria-valuetext', '00:05:00')
  await expect(page.getByText(/of 3,000 events never arrive/)).toBeVisible()
  await expect(page.getByRole('list', { name: 'Kong’s log' })).toContainText('max_retry_time exceeded')

  await page.getByRole('slider', { name: 'Virtual time' }).focus()
  await page.keyboard.press('Home')
  await expect(page.getByText('No batch has failed so far.')).toBeVisible()

  await page.getByRole('button', { name: 'Make it survive' }).click()
  const plan = page.getByRole('article').first()
  await expect(plan.getByRole('row', { name: /^max_retry_time/ })).toBeVisible()
  await plan.getByRole('button', { name: 'Apply to config' }).click()
  await expect(page.getByText(/^Nothing is lost\. The last event ended/)).toBeVisible()
  await page.getByRole('button', { name: 'Undo' }).click()
  await expect(page.getByText(/of 3,000 events never arrive/)).toBeVisible()
})
