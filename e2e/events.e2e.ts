import { expect, test } from './studio.ts'
import { threeRequests, tutorialDocument } from './tutorial.ts'

test('says how to send the first request, at the real port, and shows it when it comes', async ({
  page,
  studio,
  events,
}) => {
  await studio.rehearse(tutorialDocument)
  await events.open()
  await expect(page.getByRole('heading', { name: 'No events yet. Send a request' })).toBeVisible()
  const command = await page.getByRole('region', { name: 'curl command' }).innerText()
  expect(command).toContain(studio.gateway)
  await studio.bash(command)
  await expect(events.rows(/subject alice, Delivered 202/)).toHaveCount(1)
})

test('requests without an event say why', async ({ page, studio, events }) => {
  await studio.rehearse(tutorialDocument)
  await studio.bash(`curl -s ${studio.gateway}/anything; curl -s ${studio.gateway}/nowhere`)
  await events.open()
  await expect(page.getByText('2 requests, 0 events.')).toBeVisible()
  await expect(events.rows(/GET \/anything, status 401/)).toHaveCount(1)
  await expect(events.rows(/GET \/nowhere, status 404/)).toHaveCount(1)
})

test('an upstream that is down is a 502, shown with its event', async ({ studio, events }) => {
  const down = tutorialDocument.replace('http://httpbin.konghq.com/anything', 'http://127.0.0.1:9/anything')
  await studio.rehearse(down, { 'example-service': 'forward' })
  const answer = await studio.bash(`curl -si ${studio.gateway}/anything -H "apikey: alice-key"`)
  expect(answer).toMatch(/^HTTP\/1\.1 502 /)
  await events.open()
  await events.rows(/subject alice/).click()
  await expect(events.details.getByText('Upstream status').locator('..')).toContainText('502')
})

test('the list stays where the reader is, and offers what is new', async ({ page, studio, events }) => {
  await studio.rehearse(tutorialDocument)
  await studio.bash(
    `seq 60 | xargs -P 4 -I{} curl -s -o /dev/null ${studio.gateway}/anything -H "apikey: alice-key"`,
  )
  await events.open()
  await events.expectCount('All', 60)
  await events.grid.hover()
  await page.mouse.wheel(0, 600)
  const before = await events.grid.evaluate(grid => grid.scrollTop)
  expect(before).toBeGreaterThan(100)
  await studio.bash(threeRequests(studio.gateway))
  const offer = page.getByRole('button', { name: '↑ 3 new events' })
  await expect(offer).toBeVisible()
  expect(await events.grid.evaluate(grid => grid.scrollTop)).toBe(before)
  await offer.click()
  await events.expectCount('All', 63)
  expect(await events.grid.evaluate(grid => grid.scrollTop)).toBe(0)
})

test('the server gone: what is known stays, and the page recovers', async ({ page, studio, events }) => {
  await studio.rehearse(tutorialDocument)
  await studio.bash(threeRequests(studio.gateway))
  await events.open()
  await events.expectCount('All', 3)
  await page.route('**/api/**', route => route.abort())
  await expect(
    page.getByRole('alert').filter({ hasText: 'What is shown is what was known before' }),
  ).toBeVisible()
  await expect(events.rows(/subject alice/)).toHaveCount(3)
  await page.unroute('**/api/**')
  await expect(page.getByRole('alert').filter({ hasText: 'known before' })).toBeHidden()
})

test('an unknown API path is a problem that says so', async ({ request, studio }) => {
  const answer = await request.get(`${studio.url}/api/nothing-here`)
  expect(answer.status()).toBe(404)
  expect(answer.headers()['content-type']).toContain('application/problem+json')
  expect(await answer.json()).toMatchObject({ status: 404, title: 'Not Found' })
  const bad = await request.post(`${studio.url}/v3/openmeter/events`, {
    headers: { 'content-type': 'application/cloudevents+json' },
    data: 'this is not JSON',
  })
  expect(bad.status()).toBe(400)
})

for (const width of [1440, 1024]) {
  test(`a check is never cut at ${width} px, with the details open or not`, async ({
    page,
    studio,
    events,
  }) => {
    await page.setViewportSize({ width, height: 844 })
    await studio.rehearse(tutorialDocument)
    await studio.bash(`${threeRequests(studio.gateway)}; curl -s ${studio.gateway}/anything`)
    await events.open()
    const check = events.rows(/Dropped: no consumer$/).locator('[data-cell="check"]')
    // The badge in it, too, must not be cut by itself.
    const cut = () =>
      check.evaluate(cell => {
        const parts = [cell, ...cell.querySelectorAll('*')].filter(part => part.clientWidth > 0)
        return Math.max(...parts.map(part => part.scrollWidth - part.clientWidth))
      })
    expect(await cut()).toBe(0)
    await events.rows(/Dropped: no consumer$/).click()
    await expect(events.details).toBeVisible()
    expect(await cut()).toBe(0)
  })
}
