import axe from 'axe-core'
import { createSimulatePage } from './pages/simulate-page.ts'
import { expect, type Page, test } from './studio.ts'
import { threeRequests, tutorialBlocks, tutorialDocument } from './tutorial.ts'

async function violations(page: Page, within = 'html'): Promise<string[]> {
  await page.evaluate(axe.source)
  const { violations: found } = await page.evaluate(selector => window.axe.run(selector), within)
  return found.flatMap(({ id, nodes }) => nodes.map(node => `${id}: ${node.target.join(' ')}`))
}

async function sellRequests(url: string): Promise<void> {
  const price = { type: 'unit', amount: '0.10' }
  const card = { key: 'requests', name: 'Requests', feature: 'requests', price }
  const book = {
    currency: 'EUR',
    features: [{ key: 'requests', name: 'Requests', meter: 'api_requests_total' }],
    plans: [{ key: 'list', name: 'List', rate_cards: [card] }],
    reference_plan: 'list',
    subscriptions: [],
  }
  const { status } = await fetch(`${url}/api/billing/prices`, {
    method: 'PUT',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(book),
  })
  expect(status).toBe(200)
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
    // In the page's own colours, also where nothing moves.
    const surface = colorScheme === 'light' ? 'rgb(255, 255, 255)' : 'rgb(20, 28, 25)'
    await expect(page.locator('.monaco-editor').first()).toHaveCSS('background-color', surface)
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
    await page.goto(`${studio.url}/coverage`)
    await expect(page.getByText('The only Route is metered.')).toBeVisible()
    expect.soft(await violations(page), 'Coverage').toEqual([])
    await page.goto(`${studio.url}/delivery?rate=20&for=300&faults=status:30-230:503`)
    await expect(page.getByText(/events never arrive/)).toBeVisible()
    expect.soft(await violations(page), 'Delivery').toEqual([])
    await page.getByRole('button', { name: 'View as table' }).click()
    expect.soft(await violations(page), 'Delivery as table').toEqual([])
  })
}

for (const colorScheme of ['light', 'dark'] as const) {
  test(`no dialog of workspaces has an axe violation, ${colorScheme}`, async ({ page, studio, config }) => {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
    await studio.rehearse(tutorialDocument)
    await config.open()
    await config.expectErrors(0)
    await page.keyboard.press('Control+s')
    await expect(page.getByText('Snapshot taken')).toBeVisible()
    const endpoint = page.getByRole('textbox', { name: 'Ingest endpoint' })
    await endpoint.fill('https://eu.api.konghq.com/v3/openmeter/events')
    await endpoint.blur()
    const openMenu = () => page.getByRole('button', { name: /^Workspace / }).click()
    await openMenu()
    await expect(page.getByRole('menuitem', { name: 'New workspace' })).toBeVisible()
    expect.soft(await violations(page, '[role=menu]'), 'Workspace menu').toEqual([])
    await page.keyboard.press('Escape')
    for (const name of [
      'All workspaces…',
      'Snapshots and changes…',
      'Export everything…',
      'Import workspaces…',
    ]) {
      await openMenu()
      await page.getByRole('menuitem', { name }).click()
      await expect(page.getByRole('dialog')).toBeVisible()
      if (name.startsWith('Snapshots')) await expect(page.getByRole('table')).toBeVisible()
      expect.soft(await violations(page, '[role=dialog]'), name).toEqual([])
      await page.keyboard.press('Escape')
    }
    await page.getByRole('button', { name: 'Share' }).click()
    await expect(page.getByRole('button', { name: 'Copy link' })).toBeVisible()
    expect.soft(await violations(page, '[role=dialog]'), 'Share').toEqual([])
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
    for (const path of ['coverage', 'delivery?faults=slow:60-660:5']) {
      await page.goto(`${studio.url}/${path}`)
      await expect(page.getByRole('heading', { level: 1 })).toBeVisible()
      expect(await overflow()).toBeLessThanOrEqual(0)
    }
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

for (const colorScheme of ['light', 'dark'] as const) {
  test(`no tab of Usage & bill has an axe violation, ${colorScheme}`, async ({ page, studio }) => {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
    await page.goto(`${studio.url}/usage`)
    await expect(page.getByRole('heading', { name: 'No usage yet' })).toBeVisible()
    expect.soft(await violations(page), 'empty').toEqual([])
    await studio.rehearse(tutorialDocument)
    await studio.bash(`${threeRequests(studio.gateway)}; curl -s ${studio.gateway}/anything`)
    await page.goto(`${studio.url}/usage?tab=prices`)
    await page.getByRole('button', { name: 'Start with an example' }).click()
    await expect(page.getByRole('group', { name: 'Plan Starter' })).toBeVisible()
    await page.getByRole('button', { name: 'Add subscription' }).click()
    await expect(page.getByText(/^Not saved/)).toBeVisible()
    expect.soft(await violations(page), 'Prices').toEqual([])
    await page.getByRole('button', { name: 'Discard changes' }).click()
    await page.getByRole('tab', { name: 'Invoice preview' }).click()
    await page.getByRole('button', { name: 'Create customer alice' }).click()
    await expect(page.getByRole('listbox', { name: 'Customers' })).toBeVisible()
    await page.getByRole('button', { name: /^Subscribe alice from/ }).click()
    await expect(page.getByRole('table', { name: 'Invoice preview for alice' })).toBeVisible()
    expect.soft(await violations(page), 'Invoice preview').toEqual([])
    for (const [tab, sign] of [
      ['Usage', 'Usage by group'],
      ['Meters', 'Meters'],
      ['Customers', 'Customers'],
    ] as const) {
      await page.getByRole('tab', { name: tab, exact: true }).click()
      await expect(page.getByLabel(sign, { exact: true }).first()).toBeVisible()
      expect.soft(await violations(page), tab).toEqual([])
    }
    await page.getByRole('tab', { name: 'Meters', exact: true }).click()
    await page.getByRole('button', { name: 'Generate from config' }).click()
    await expect(page.getByRole('region', { name: 'Meters generated from the config' })).toBeVisible()
    expect.soft(await violations(page), 'Generated meters').toEqual([])
  })
}

for (const colorScheme of ['light', 'dark'] as const) {
  test(`no tab of Simulate has an axe violation, ${colorScheme}`, async ({ page, studio }) => {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
    await studio.rehearse(tutorialDocument)
    await sellRequests(studio.url)
    const simulate = createSimulatePage(page, studio.url)
    await simulate.open()
    expect.soft(await violations(page), 'Compose, empty').toEqual([])
    await simulate.run()
    await simulate.expectResult(/^1 request/)
    await simulate.result.getByRole('button', { name: 'GET /anything' }).click()
    await expect(page.getByRole('complementary')).toBeVisible()
    expect.soft(await violations(page), 'Compose with details').toEqual([])
    await simulate.result.getByRole('button', { name: 'Pin as expectation' }).click()
    for (const tab of ['Replay', 'Generate', 'Compare', 'Expectations']) {
      await page.getByRole('tab', { name: tab }).click()
      expect.soft(await violations(page), tab).toEqual([])
    }
    await page.getByRole('tab', { name: 'Generate' }).click()
    await simulate.run()
    await simulate.expectResult(/^600 requests/)
    await simulate.result.getByRole('tab', { name: 'Report' }).click()
    await expect(simulate.result.getByRole('table', { name: 'Not billed' })).toBeVisible()
    expect.soft(await violations(page), 'Generate with its report').toEqual([])
    await page.getByRole('tab', { name: 'Compare' }).click()
    await page
      .getByRole('combobox', { name: 'Prices of B' })
      .selectOption('others: edited here, or from a file')
    await expect(page.getByRole('textbox', { name: 'Price book of B' })).toBeVisible()
    await page.getByRole('button', { name: 'Compare', exact: true }).click()
    await expect(
      page.getByRole('heading', { name: 'No difference in 1 request, same bill total' }),
    ).toBeVisible()
    expect.soft(await violations(page), 'Compare with its report').toEqual([])
  })
}

for (const width of [390, 1024, 1440]) {
  test(`no tab of Simulate scrolls sideways at ${width} px`, async ({ page, studio }) => {
    await page.setViewportSize({ width, height: 844 })
    await studio.rehearse(tutorialDocument)
    const simulate = createSimulatePage(page, studio.url)
    for (const tab of ['compose', 'replay', 'generate', 'compare', 'expectations']) {
      await simulate.open(tab)
      const overflow = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)
      expect.soft(overflow, tab).toBeLessThanOrEqual(0)
    }
  })
}
