import { expect, test } from './studio.ts'

const document = `_format_version: "3.0"
services:
- name: example-service
  url: http://localhost:9
plugins:
- name: metering-and-billing
  service: example-service
  condition: http.method == "GET"
  config:
    ingest_endpoint: https://us.api.konghq.com/v3/openmeter/events
    api_token: \${{ env "DECK_AUTH_TOKEN" }}
    queue:
      max_batch_size: 1
`

test('a release that breaks the document is asked first, any other is taken at once', async ({
  page,
  studio,
  config,
}) => {
  await studio.rehearse(document)
  await config.open()
  const release = page.getByRole('combobox', { name: 'Gateway version' })
  await release.selectOption('3.14')
  const dialog = page.getByRole('dialog', { name: 'Switch from gateway 3.15 to 3.14?' })
  await expect(dialog).toContainText('condition is written in CEL; 3.14 reads ATC')
  await expect(dialog).toContainText('Line 8')
  await dialog.getByRole('button', { name: 'Cancel' }).click()
  await expect(release).toHaveValue('3.15')
  await release.selectOption('3.16')
  await expect(release).toHaveValue('3.16')
  await expect(page.getByText('New: config.allow_status_codes')).toBeVisible()
  await release.selectOption('3.14')
  await page.getByRole('button', { name: 'Switch', exact: true }).click()
  await expect(release).toHaveValue('3.14')
})

test('the editor completes keys and values, and mends what it finds', async ({ page, studio, config }) => {
  await studio.rehearse(document)
  await config.open()
  const suggestion = (name: string) => page.locator('.suggest-widget.visible').getByText(name)
  await config.typeAtEnd('      max_ent')
  await expect(suggestion('max_entries')).toBeVisible()
  await page.keyboard.press('Enter')
  await page.keyboard.type('5')
  await page.keyboard.press('Enter')
  await page.keyboard.press('Home')
  await page.keyboard.type('    ssl')
  await expect(suggestion('ssl_verify')).toBeVisible()
  await page.keyboard.press('Enter')
  await expect(suggestion('false')).toBeVisible()
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('Enter')
  await expect(config.source).toContainText('max_entries: 5')
  await expect(config.source).toContainText('ssl_verify: false')
  await config.source.getByText('max_batch_size').click()
  await page.keyboard.press('Control+.')
  await expect(page.getByText('Send up to 100 at once').last()).toBeVisible()
  await page.keyboard.press('Enter')
  await expect(config.source).toContainText('max_batch_size: 100')
})

test('F2 goes from a field to its line and back', async ({ page, studio, config }) => {
  await studio.rehearse(document)
  await config.open()
  await expect(config.source.locator('.monaco-editor').first()).toBeVisible()
  const endpoint = config.form.getByRole('textbox', { name: 'Ingest endpoint' })
  await endpoint.focus()
  await page.keyboard.press('F2')
  await expect(endpoint).toHaveAttribute('data-at-cursor', '')
  await page.keyboard.press('F2')
  await expect(endpoint).toBeFocused()
})

test('a file is opened, previewed and added, and its outputs re-import', async ({ page, config }) => {
  await config.open()
  const chosen = page.waitForEvent('filechooser')
  await page.getByRole('button', { name: 'Open a file…' }).click()
  const file = { name: 'kong.yaml', mimeType: 'application/yaml', buffer: Buffer.from(document) }
  await (await chosen).setFiles(file)
  await expect(page.getByText('Adds Service example-service')).toBeVisible()
  await config.importBox.focus()
  await config.add()
  await config.expectErrors(0)
  const carried = page.getByRole('region', { name: 'What the output carries' })
  await expect(carried).toHaveText('✓ Re-imports to the same config')
  await config.showFormat('Kubernetes (KIC)')
  await expect(carried).toContainText('but for what is left out')
  await expect(carried).toContainText('condition is left out')
})
