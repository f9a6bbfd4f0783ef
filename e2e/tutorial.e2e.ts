import { expect, test } from './studio.ts'
import { threeRequests, tutorialBlocks } from './tutorial.ts'

const noCustomer = 'no customer found for event subject: alice'

test("the tutorial's own text becomes three events on screen", async ({ page, studio, config, events }) => {
  await config.open()
  for (const block of tutorialBlocks) {
    await config.paste(block)
    await config.add()
  }
  await test.step('form, source and the five exports fill in without a red line', async () => {
    await config.expectErrors(0)
    await expect(config.form.getByRole('combobox', { name: 'Look up value in' })).toHaveValue('consumer')
    await expect(config.source).toContainText('look_up_value_in: consumer')
    await expect(config.source.locator('.squiggly-error')).toHaveCount(0)
    for (const format of ['decK', 'Admin API', 'Konnect API', 'Kubernetes (KIC)', 'Terraform']) {
      await config.showFormat(format)
      await expect(config.output).toContainText('look_up_value_in')
    }
  })

  await test.step("the document's loop sends three requests", async () => {
    await expect(page.getByText('Saved', { exact: true })).toBeVisible()
    const answers = await studio.bash(threeRequests(studio.gateway))
    expect(answers.match(/^HTTP\/1\.1 200/gm)).toHaveLength(3)
  })

  await test.step('three events of alice stand on the Events page, with the documented finding', async () => {
    await page.getByRole('navigation', { name: 'Pages' }).getByRole('link', { name: 'Events' }).click()
    await expect(events.rows(/kong\.api_request, subject alice, Delivered 202, No customer$/)).toHaveCount(3)
    await events.expectCount('All', 3)
    for (const index of [0, 1, 2]) {
      await events
        .rows(/subject alice/)
        .nth(index)
        .click()
      await expect(events.details.getByText(noCustomer)).toBeVisible()
      await expect(events.details.getByText('You are only tracking usage')).toBeVisible()
    }
  })

  await test.step('the drawer has trace, CloudEvent and delivery', async () => {
    await events.showDetail('Trace')
    await expect(events.details.getByRole('listitem').filter({ hasText: 'subject' }).first()).toContainText(
      'alice',
    )
    await events.showDetail('CloudEvent')
    await expect(events.details.getByRole('region', { name: 'CloudEvent as JSON' })).toContainText(
      '"subject": "alice"',
    )
    await events.showDetail('Delivery')
    await expect(events.details.getByRole('row', { name: /202/ })).toBeVisible()
  })

  await test.step('a request without a key is there too, with the reason', async () => {
    await studio.bash(`curl -s ${studio.gateway}/anything`)
    const dropped = events.rows(/GET \/anything, status 401, (Dropped|Not metered)/)
    await expect(dropped).toHaveCount(1)
    await dropped.click()
    await events.showDetail('Overview')
    await expect(events.details).toContainText(/no consumer/i)
  })

  await test.step('a reload and a restart keep the events and the config', async () => {
    await studio.restart()
    await page.reload()
    await expect(events.rows(/subject alice/)).toHaveCount(3)
    await config.open()
    await config.expectErrors(0)
    await expect(config.form.getByRole('combobox', { name: 'Look up value in' })).toHaveValue('consumer')
  })
})
