import { expect, test } from './studio.ts'
import { threeRequests, tutorialDocument } from './tutorial.ts'

test('one click creates the customer that every event of the tutorial misses; undo takes it back', async ({
  page,
  studio,
  events,
}) => {
  await studio.rehearse(tutorialDocument)
  await studio.bash(threeRequests(studio.gateway))
  await events.open()
  await expect(events.rows(/No customer$/)).toHaveCount(3)
  await events
    .rows(/No customer$/)
    .first()
    .click()
  await events.details.getByText('Konnect API call', { exact: true }).click()
  await events.details.getByRole('button', { name: 'Copy Konnect API call' }).click()
  expect(await page.evaluate(() => navigator.clipboard.readText())).toContain('"subject_keys"')
  await events.details.getByRole('button', { name: 'Create customer "alice"' }).click()
  await expect(events.rows(/OK$/)).toHaveCount(3)
  await expect(events.details).toContainText('Billing starts only after the customer has a subscription')
  await events.details.getByRole('button', { name: 'Undo: delete customer "alice"' }).click()
  await expect(events.rows(/No customer$/)).toHaveCount(3)
})

test('a customer created from outside, with the command shown, clears the findings too', async ({
  page,
  studio,
  events,
}) => {
  await studio.rehearse(tutorialDocument)
  await studio.bash(threeRequests(studio.gateway))
  await events.open()
  await events
    .rows(/No customer$/)
    .first()
    .click()
  await events.details.getByText('Konnect API call', { exact: true }).click()
  await events.details.getByRole('button', { name: 'Copy Konnect API call' }).click()
  const command = await page.evaluate(() => navigator.clipboard.readText())
  const here = command.replace('https://${KONNECT_REGION:-us}.api.konghq.com', studio.url)
  await studio.bash(here)
  await expect(events.rows(/OK$/)).toHaveCount(3)
})
