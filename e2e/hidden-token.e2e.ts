import { expect, type Page, type Studio, test } from './studio.ts'

const token = 'kpat_s3cretToken'
const document = `_format_version: "3.0"
plugins:
- name: metering-and-billing
  config:
    ingest_endpoint: https://us.api.konghq.com/v3/openmeter/events
    api_token: ${token}
    ssl_verify: true
`

/** What the studio has saved. */
async function saved({ url }: Studio): Promise<string> {
  const answer = await fetch(`${url}/api/workspaces/tutorial`)
  return ((await answer.json()) as { text: string }).text
}

/** What is written in the page: its markup, its visible text, and the text areas, that of the editor among them. */
function pageText(page: Page): Promise<string> {
  return page.evaluate(() => {
    const { documentElement, body } = globalThis.document
    const areas = [...body.querySelectorAll('textarea')].map(area => area.value)
    return [documentElement.outerHTML, body.innerText, ...areas].join('\n')
  })
}

test('a token in clear text is nowhere in the page, and editing around and in it is exact', async ({
  page,
  studio,
  config,
}) => {
  await studio.rehearse(document)
  await config.open()
  await expect(config.source.locator('.monaco-editor').first()).toBeVisible()
  const line = (text: string) => config.source.locator('.view-line').filter({ hasText: text })
  await expect(line('api_token')).toBeVisible()
  expect(await pageText(page)).not.toContain('kpat_')

  // In the middle of the token: eight characters before the line's end.
  await line('api_token').click()
  await page.keyboard.press('End')
  for (let step = 0; step < 8; step++) await page.keyboard.press('ArrowLeft')
  await page.keyboard.type('12')
  await expect.poll(() => saved(studio)).toContain('api_token: kpat_s3c12retToken\n')
  expect(await pageText(page)).not.toMatch(/kpat_|retToken/)

  // A line that is moved, doubled, cut and pasted keeps its token.
  await page.keyboard.press('Alt+ArrowDown')
  await expect.poll(() => saved(studio)).toContain('ssl_verify: true\n    api_token: kpat_s3c12retToken\n')
  await page.keyboard.press('Control+X')
  await page.keyboard.press('Control+V')
  await expect.poll(() => saved(studio)).toContain('api_token: kpat_s3c12retToken\n')
  expect(await pageText(page)).not.toMatch(/kpat_|retToken/)

  await page.keyboard.press('Control+A')
  await page.keyboard.press('Control+C')
  await expect(page.getByText('Copied with the API token')).not.toHaveCount(0)
  expect(await page.evaluate(() => navigator.clipboard.readText())).toContain('kpat_s3c12retToken')

  // While the YAML is broken the token is not shown either.
  await page.keyboard.press('Control+End')
  await page.keyboard.type(' x: [')
  await config.expectErrors(1)
  expect(await pageText(page)).not.toMatch(/kpat_|retToken/)

  await page.getByRole('button', { name: 'Reveal the token' }).click()
  await expect(line('kpat_s3c12retToken')).toBeVisible()
  await page.getByRole('button', { name: 'Hide the token' }).click()
  await expect(line('kpat_s3c12retToken')).toHaveCount(0)
})
