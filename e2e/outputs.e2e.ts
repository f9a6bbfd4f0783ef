import { readFile } from 'node:fs/promises'
import { expect, test } from './studio.ts'

const document = `_format_version: "3.0"
services:
- name: example-service
  url: http://localhost:9
plugins:
- name: metering-and-billing
  service: example-service
  config:
    ingest_endpoint: https://eu.api.konghq.com/v3/openmeter/events
    api_token: "\${{ env "DECK_AUTH_TOKEN" }}"
    subject:
      look_up_value_in: consumer
`

test('outputs are chosen by keyboard, kept over a reload, and read back', async ({
  page,
  studio,
  config,
}) => {
  await studio.rehearse(document)
  await config.open()
  await config.showFormat('Kubernetes (KIC)')
  const options = config.output.getByRole('button', { name: /^Options/ })
  await options.focus()
  await page.keyboard.press('Enter')
  await expect(options).toHaveAttribute('aria-expanded', 'true')
  const source = config.output.getByRole('combobox', { name: 'Config in' })
  await source.selectOption('configPatches')
  await expect(config.output).toContainText("path: '/api_token'")
  await expect(config.output).toContainText('Re-imports to the same config')
  await page.goto(`${studio.url}/config`)
  await expect(page.getByRole('tab', { name: 'Kubernetes (KIC)' })).toHaveAttribute('aria-selected', 'true')
  await expect(config.output).toContainText("path: '/api_token'")
  await config.showFormat('Konnect API')
  await expect(config.output).toContainText('https://eu.api.konghq.com/v2/control-planes/{controlPlaneId}/')
})

test('the open output and all of them are saved as files', async ({ page, studio, config }) => {
  await studio.rehearse(document)
  await config.open()
  const saved = async (name: string) => {
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      config.output.getByRole('button', { name }).click(),
    ])
    return { name: download.suggestedFilename(), bytes: await readFile(await download.path()) }
  }
  const one = await saved('Download kong.yaml')
  expect(one.name).toBe('kong.yaml')
  expect(one.bytes.toString()).toContain('look_up_value_in: consumer\n')
  const all = await saved('Download all formats')
  expect(all.name).toBe('metering-and-billing.zip')
  expect(all.bytes.subarray(0, 2).toString()).toBe('PK')
})

test('the variables are one list: jump, rename, switch the kind, give a value', async ({
  page,
  studio,
  config,
}) => {
  await studio.rehearse(document)
  await config.open()
  await expect(config.source.locator('.monaco-editor').first()).toBeVisible()
  const open = () => config.source.getByRole('button', { name: 'Variables' }).press('Enter')
  const panel = page.getByRole('dialog', { name: 'Variables' })
  await open()
  await panel.getByRole('button', { name: /Line 10/ }).press('Enter')
  await expect(panel).toHaveCount(0)
  await page.keyboard.type('"kpat_typed')
  await expect(panel).toHaveCount(0)
  await page.keyboard.press('Control+Z')
  await open()
  await panel.getByRole('button', { name: 'Rename' }).press('Enter')
  await page.keyboard.press('Control+A')
  await page.keyboard.type('PAT')
  await page.keyboard.press('Enter')
  await expect(panel.getByRole('region', { name: 'DECK_PAT' })).toContainText('var.pat')
  await panel.getByLabel('Value for the rehearsal').fill('kpat_1')
  await page.keyboard.press('Enter')
  await expect(panel.getByText('There is one.')).toBeVisible()
  await panel.getByRole('button', { name: /vault reference/ }).press('Enter')
  await page.keyboard.press('Escape')
  await expect(config.output).toContainText('{vault://env/pat}')
  await expect(config.output).toContainText('Re-imports to the same config')
})

test('a command pasted over everything in the editor takes its place, and one undo brings it back', async ({
  page,
  studio,
  config,
}) => {
  await studio.rehearse(document)
  await config.open()
  await expect(config.source.locator('.monaco-editor').first()).toBeVisible()
  await config.source.locator('.view-lines').click()
  await page.keyboard.press('Control+A')
  await config.paste('curl -i -X POST http://localhost:8001/consumers --data username=bob')
  const dialog = page.getByRole('dialog', { name: 'Import' })
  await expect(dialog.getByRole('checkbox', { name: 'Replace the whole document' })).toBeChecked()
  await expect(dialog.getByRole('button', { name: /Replace the document/ })).not.toHaveAttribute(
    'aria-disabled',
  )
  await page.keyboard.press('Enter')
  await expect(config.source.locator('.view-lines')).toContainText('bob')
  await expect(config.source.locator('.view-lines')).not.toContainText('metering-and-billing')
  await page.keyboard.press('Control+Z')
  await expect(config.source.locator('.view-lines')).toContainText('metering-and-billing')
})

test('on a phone, too, the form stays while the YAML is broken', async ({ page, studio, config }) => {
  await page.setViewportSize({ width: 390, height: 844 })
  await studio.rehearse(document)
  await config.open()
  await page.getByRole('tab', { name: 'Source' }).click()
  const area = page.getByRole('textbox', { name: /source/ })
  await area.fill(`${document} ]`)
  await page.getByRole('tab', { name: 'Form' }).click()
  await expect(config.form).toContainText('last valid form, to be read only')
  await expect(page.getByRole('combobox', { name: 'Look up value in' })).toBeDisabled()
  await config.form.getByRole('button', { name: 'Undo' }).click()
  await expect(page.getByRole('combobox', { name: 'Look up value in' })).toBeEnabled()
})
