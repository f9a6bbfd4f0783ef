import { expect, test } from './studio.ts'

const lines = `_format_version: "3.0"
services:
- name: a # one
  url: http://a
plugins:
- name: metering-and-billing
  config:
    ingest_endpoint: https://us.api.konghq.com/v3/openmeter/events
    api_token: kpat_token
`

for (const [name, text] of [
  ['CRLF', lines.replaceAll('\n', '\r\n')],
  ['mixed', lines.replace('# one\n', '# one\r\n').replace('plugins:\n', 'plugins:\r\n')],
] as const) {
  for (const width of [1440, 390]) {
    test(`lines keep their ends around every edit: ${name}, ${width} px`, async ({
      page,
      studio,
      config,
    }) => {
      const saved = async () => {
        const answer = await fetch(`${studio.url}/api/workspaces/tutorial`)
        return ((await answer.json()) as { text: string }).text
      }
      await page.setViewportSize({ width, height: 900 })
      await studio.rehearse(text)
      await config.open()
      await page.getByRole('checkbox', { name: 'Meter API requests' }).click()
      const newline = 'api_token: kpat_token'
      const inserted = new RegExp(`(${newline})(\r?\n {4}meter_api_requests: false)`)
      await expect.poll(saved).toMatch(inserted)
      expect((await saved()).replace(inserted, '$1')).toBe(text)
      const formed = await saved()
      if (width === 390) {
        await page.getByRole('tab', { name: 'Source' }).click()
        await page.getByRole('button', { name: 'Reveal and edit' }).click()
        const area = page.getByRole('textbox', { name: /source/ })
        await area.evaluate(element => {
          const field = element as HTMLTextAreaElement
          field.focus()
          const at = field.value.indexOf('http://a') + 8
          field.setSelectionRange(at, at)
        })
      } else {
        await expect(config.source.locator('.monaco-editor').first()).toBeVisible()
        await config.source.locator('.view-line').filter({ hasText: 'http://a' }).click()
        await page.keyboard.press('End')
      }
      await page.keyboard.type('bc')
      await expect.poll(saved).toBe(formed.replace('http://a', 'http://abc'))
    })
  }
}
