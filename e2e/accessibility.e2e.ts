import axe from 'axe-core'
import { expect, type Page, test } from './studio.ts'
import { threeRequests, tutorialBlocks, tutorialDocument } from './tutorial.ts'

async function violations(page: Page): Promise<string[]> {
  await page.evaluate(axe.source)
  const { violations: found } = await page.evaluate(() => window.axe.run())
  return found.flatMap(({ id, nodes }) => nodes.map(node => `${id}: ${node.target.join(' ')}`))
}

declare global {
  interface Window {
    axe: typeof axe
  }
}

for (const colorScheme of ['light', 'dark'] as const) {
  test(`no page has an axe violation, ${colorScheme}`, async ({ page, studio, config, events }) => {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
    await config.open()
    await expect(config.importBox).toBeVisible()
    expect.soft(await violations(page), 'Config, empty').toEqual([])
    await events.open()
    await expect(page.getByRole('region', { name: 'curl command' })).toBeVisible()
    expect.soft(await violations(page), 'Events, empty').toEqual([])

    await studio.rehearse(tutorialDocument)
    await config.open()
    await config.expectErrors(0)
    await expect(page.locator('.monaco-editor').first()).toBeVisible()
    expect.soft(await violations(page), 'Config').toEqual([])
    await config.output.getByRole('button', { name: 'Options' }).click()
    await config.showFormat('Konnect API')
    await expect(page.getByRole('textbox', { name: 'Control plane ID' })).toBeVisible()
    expect.soft(await violations(page), 'Options of the output').toEqual([])
    await config.source.getByRole('button', { name: 'Variables' }).click()
    await expect(page.getByRole('button', { name: 'Rename' })).toBeVisible()
    expect.soft(await violations(page), 'Variables').toEqual([])
    await page.keyboard.press('Escape')
    await studio.bash(`${threeRequests(studio.gateway)}; curl -s ${studio.gateway}/anything`)
    await events.open()
    await events
      .rows(/subject alice/)
      .first()
      .click()
    await expect(events.details).toBeVisible()
    expect.soft(await violations(page), 'Events with details').toEqual([])
  })
}

for (const width of [390, 1024, 1440]) {
  test(`no page scrolls sideways at ${width} px`, async ({ page, studio, config, events }) => {
    await page.setViewportSize({ width, height: 844 })
    const overflow = () => page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)
    await config.open()
    expect(await overflow()).toBeLessThanOrEqual(0)
    await studio.rehearse(tutorialDocument)
    await studio.bash(`${threeRequests(studio.gateway)}; curl -s ${studio.gateway}/anything`)
    await config.open()
    await expect(config.form).toBeVisible()
    expect(await overflow()).toBeLessThanOrEqual(0)
    await events.open()
    await events
      .rows(/subject alice/)
      .first()
      .click()
    expect(await overflow()).toBeLessThanOrEqual(0)
  })
}

test('the journey works by keyboard alone', async ({ page, studio, config, events }) => {
  await config.open()
  await expect(config.importBox).toBeFocused()
  for (const block of tutorialBlocks) {
    await config.paste(block)
    await config.add()
    await expect(page.getByRole('dialog')).toBeHidden()
  }
  await config.expectErrors(0)
  await expect(page.getByText('Saved', { exact: true })).toBeVisible()
  await studio.bash(threeRequests(studio.gateway))
  await page.keyboard.press('g')
  await page.keyboard.press('e')
  await expect(events.rows(/subject alice/)).toHaveCount(3)
  await page.keyboard.press('j')
  await expect(events.grid).toBeFocused()
  await page.keyboard.press('End')
  await page.keyboard.press('Enter')
  await expect(events.details).toBeFocused()
  await expect(events.details).toContainText('no customer found for event subject: alice')
  await page.keyboard.press('Escape')
  await expect(events.details).toBeHidden()
  await expect(events.grid).toBeFocused()
})
