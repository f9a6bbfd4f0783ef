import { readFile } from 'node:fs/promises'
import axe from 'axe-core'
import { expect, type Page, test } from './studio.ts'
import { threeRequests, tutorialDocument } from './tutorial.ts'

declare global {
  interface Window {
    axe: typeof axe
  }
}

async function violations(page: Page): Promise<string[]> {
  await page.evaluate(axe.source)
  const { violations: found } = await page.evaluate(() => window.axe.run())
  return found.flatMap(({ id, nodes }) => nodes.map(node => `${id}: ${node.target.join(' ')}`))
}

/** Events a second apart, every tenth of bob. */
async function storeEvents(url: string, count: number): Promise<void> {
  const start = Date.UTC(2026, 0, 1)
  const events = Array.from({ length: count }, (_, index) => ({
    ...{ specversion: '1.0', id: `e${index}`, source: 'elsewhere', type: 'kong.api_request' },
    subject: index % 10 === 0 ? 'bob' : 'alice',
    time: new Date(start + index * 1000).toISOString(),
    data: { request_method: 'GET' },
  }))
  for (let first = 0; first < count; first += 1000) {
    const { status } = await fetch(`${url}/v3/openmeter/events`, {
      method: 'POST',
      headers: { 'content-type': 'application/cloudevents-batch+json' },
      body: JSON.stringify(events.slice(first, first + 1000)),
    })
    expect(status).toBe(202)
  }
}

test('a list that is longer than the page reads is scrolled to its end, filtered by facets, and saved whole', async ({
  page,
  studio,
  events,
}) => {
  await storeEvents(studio.url, 5000)
  await events.open()
  await expect(events.grid).toHaveAttribute('aria-rowcount', '5001')
  await events.grid.focus()
  await page.keyboard.press('End')
  await expect(page.locator('[aria-rowindex="5001"]')).toHaveAttribute('aria-label', /subject bob/)
  await page.keyboard.press('Enter')
  await expect(events.details).toContainText('e0')
  await page.keyboard.press('Escape')
  await page.getByRole('checkbox', { name: 'Subject: bob, 500 events' }).check()
  await expect(events.grid).toHaveAttribute('aria-rowcount', '501')
  await page.getByRole('button', { name: 'Export', exact: true }).click()
  const saved = page.waitForEvent('download')
  await page.getByRole('dialog', { name: 'Export 500 rows' }).getByRole('button', { name: 'CSV' }).click()
  const text = await readFile(await (await saved).path(), 'utf8')
  expect(text.match(/\r\n/g)).toHaveLength(501)
})

test('a stretch of the bars is dragged over, and only its events are listed', async ({
  page,
  studio,
  events,
}) => {
  await storeEvents(studio.url, 3000)
  await events.open()
  const bars = page.getByRole('listbox', { name: /^Bars/ })
  await expect(page.getByText('3,000 stored events')).toBeVisible()
  const box = await bars.boundingBox()
  if (box === null) throw new Error('The bars have a place on the page')
  const middle = box.y + box.height / 2
  await page.mouse.move(box.x + 5, middle)
  await page.mouse.down()
  await page.mouse.move(box.x + box.width / 2, middle, { steps: 5 })
  await page.mouse.up()
  await expect(page).toHaveURL(/time%3A/)
  await expect.poll(async () => Number(await events.grid.getAttribute('aria-rowcount'))).toBeLessThan(2000)
})

test('a step of the trace leads to its line in Config', async ({ page, studio, config, events }) => {
  await studio.rehearse(tutorialDocument)
  await studio.bash(threeRequests(studio.gateway))
  await config.open()
  await events.open('?tab=trace')
  await events
    .rows(/subject alice/)
    .first()
    .click()
  await events.details
    .getByRole('link', { name: /config\.subject/ })
    .first()
    .click()
  await expect(page).toHaveURL(/\/config$/)
  await expect(page.getByRole('combobox', { name: 'Look up value in' })).toBeFocused()
  await expect(config.source.locator('.view-line', { hasText: 'look_up_value_in:' })).toBeInViewport()
})

for (const colorScheme of ['light', 'dark'] as const) {
  test(`no dialog of the Events page has an axe violation, ${colorScheme}`, async ({
    page,
    studio,
    events,
  }) => {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
    await storeEvents(studio.url, 1000)
    await events.open()
    await expect(page.getByRole('checkbox', { name: /^Subject: bob/ })).toBeVisible()
    expect.soft(await violations(page), 'Facets and bars').toEqual([])
    for (const name of ['Columns', 'Saved views', 'Export']) {
      await page.getByRole('button', { name, exact: true }).click()
      await expect(page.getByRole('dialog')).toBeVisible()
      expect.soft(await violations(page), name).toEqual([])
      await page.keyboard.press('Escape')
    }
    await events.grid.focus()
    for (const key of ['Home', 'x', 'j', 'd']) await page.keyboard.press(key)
    await expect(page.getByRole('dialog', { name: /^Compare two rows/ })).toBeVisible()
    expect.soft(await violations(page), 'Comparison').toEqual([])
    await page.keyboard.press('Escape')
    await page.getByRole('button', { name: 'View as table' }).click()
    await events
      .rows(/subject bob/)
      .first()
      .click()
    await events.showDetail('Meters')
    await expect(events.details.getByRole('region', { name: /^Meter / })).toBeVisible()
    expect.soft(await violations(page), 'Meters of an event, and the table of bars').toEqual([])
  })
}
