import { expect, test } from './studio.ts'
import { tutorialDocument } from './tutorial.ts'

test('Coverage is reached from Config, says what is metered, and leads to the line', async ({
  page,
  studio,
}) => {
  await studio.rehearse(tutorialDocument)
  await page.goto(`${studio.url}/config`)
  await page.getByRole('link', { name: 'Coverage' }).click()
  await expect(page.getByText('The only Route is metered.')).toBeVisible()
  await page.getByRole('button', { name: /^Not metered/ }).click()
  await expect(page.getByRole('row', { name: /match no Route/ }).last()).toContainText('there is none')
  await page.getByRole('button', { name: /^All/ }).click()
  const row = page.getByRole('row', { name: /^example-route/ })
  await expect(row).toContainText('Every request of a Consumer.')
  await row.getByRole('link', { name: /^Line \d+/ }).click()
  await expect(page).toHaveURL(/\/config/)
  await expect(page.getByRole('region', { name: 'Source', exact: true })).toBeVisible()
})

test('an upstream in a private network is refused, and the page says how to allow it', async ({
  page,
  studio,
}) => {
  const privately = tutorialDocument.replace('http://httpbin.konghq.com/anything', 'http://169.254.169.254/')
  await studio.rehearse(privately, { 'example-service': 'forward' })
  const answer = await studio.bash(`curl -si ${studio.gateway}/anything -H "apikey: alice-key"`)
  expect(answer).toMatch(/^HTTP\/1\.1 502 /)
  expect(answer).toContain('The studio does not forward to 169.254.169.254')
  await page.goto(`${studio.url}/events`)
  const traffic = page.getByRole('button', { name: /^Live traffic: / })
  await expect(traffic).toContainText('forwarded to http://169.254.169.254')
  await expect(traffic).toContainText('1 upstream refused')
  await traffic.click()
  const dialog = page.getByRole('dialog', { name: 'Live traffic' })
  await expect(dialog).toContainText('refused once')
  await expect(dialog.getByRole('button', { name: 'Allow 169.254.169.254' })).toBeVisible()
  await dialog.getByRole('textbox', { name: 'Statuses' }).fill('5xx')
  await dialog.getByRole('button', { name: 'Keep only these' }).click()
  await page.keyboard.press('Escape')
  await expect(traffic).toContainText('the list is filtered')
})
