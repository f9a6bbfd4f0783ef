import { readFile } from 'node:fs/promises'
import { expect, test } from './studio.ts'
import { threeRequests, tutorialDocument } from './tutorial.ts'

test('what the filter leaves is saved as CSV and as JSON Lines', async ({ page, studio, events }) => {
  await studio.rehearse(tutorialDocument)
  await studio.bash(`${threeRequests(studio.gateway)}; curl -s ${studio.gateway}/anything`)
  await events.open('?q=subject:alice')
  await expect(events.rows(/subject alice/)).toHaveCount(3)
  const save = async (format: string) => {
    await page.getByRole('button', { name: 'Export', exact: true }).click()
    const saved = page.waitForEvent('download')
    await page.getByRole('dialog', { name: 'Export 3 rows' }).getByRole('button', { name: format }).click()
    const download = await saved
    return { name: download.suggestedFilename(), text: await readFile(await download.path(), 'utf8') }
  }
  const csv = await save('CSV')
  expect(csv.name).toBe('events.csv')
  expect(csv.text.match(/\r\n/g)).toHaveLength(4)
  const lines = await save('JSON Lines')
  expect(lines.text.trimEnd().split('\n')).toHaveLength(3)
})

test("an event's curl command stores it again under its id, and so counts it once", async ({
  page,
  studio,
  events,
}) => {
  await studio.rehearse(tutorialDocument)
  await studio.bash(threeRequests(studio.gateway))
  await events.open('?tab=cloudevent')
  await events
    .rows(/subject alice/)
    .first()
    .click()
  await events.details.getByRole('button', { name: 'Copy as curl command' }).click()
  const command = await page.evaluate(() => navigator.clipboard.readText())
  expect(await studio.bash(`${command} -s -o /dev/null -w '%{http_code}'`)).toBe('202')
  await events.expectCount('Emitted', 3)
})
