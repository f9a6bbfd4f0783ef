import { expect, type Page, test } from './studio.ts'

const TOKEN = 'kpat_e2eSecretToken123'
const KEY = 'alice-very-secret-key'
const document = `_format_version: "3.0"
services:
- name: example-service
  url: http://localhost:9
consumers:
- username: alice
  keyauth_credentials:
  - key: ${KEY}
plugins:
- name: metering-and-billing
  service: example-service
  config:
    ingest_endpoint: https://us.api.konghq.com/v3/openmeter/events
    api_token: ${TOKEN}
`

const menu = (page: Page) => page.getByRole('button', { name: /^Workspace / })
const choose = async (page: Page, item: string) => {
  await menu(page).click()
  await page.getByRole('menuitem', { name: item }).click()
}
const endpoint = (page: Page) => page.getByRole('textbox', { name: 'Ingest endpoint' })
const eu = 'https://eu.api.konghq.com/v3/openmeter/events'
const us = 'https://us.api.konghq.com/v3/openmeter/events'

test('workspaces are made, renamed, opened, deleted and put back; the open one is rehearsed', async ({
  page,
  studio,
  config,
}) => {
  const rehearsed = async () => {
    const { workspace_id } = await (await fetch(`${studio.url}/api/gateway`)).json()
    const kept = await fetch(`${studio.url}/api/workspaces/${workspace_id}`)
    return (await kept.json()).name
  }
  await studio.rehearse(document)
  await config.open()
  await expect(menu(page)).toHaveText('Workspace Tutorial')
  await choose(page, 'New workspace')
  await expect(config.importBox).toBeVisible()
  await expect(menu(page)).toHaveText('Workspace Workspace 1')
  await expect.poll(rehearsed).toBe('Workspace 1')
  await choose(page, 'All workspaces…')
  const dialog = page.getByRole('dialog', { name: 'Workspaces' })
  await dialog.getByRole('textbox', { name: 'Name of Workspace 1' }).fill('Second')
  await page.keyboard.press('Enter')
  await dialog.getByRole('button', { name: 'Open Tutorial' }).click()
  await expect(endpoint(page)).toHaveValue(us)
  await expect.poll(rehearsed).toBe('Tutorial')
  await expect(menu(page)).toBeFocused()
  await choose(page, 'All workspaces…')
  await dialog.getByRole('button', { name: 'Delete Tutorial' }).click()
  await expect(dialog.getByRole('textbox', { name: 'Name of Tutorial' })).toHaveCount(0)
  await page.keyboard.press('Escape')
  await expect(menu(page)).toHaveText('Workspace Second')
  await page.getByRole('button', { name: 'Undo' }).click()
  await menu(page).click()
  await page.getByRole('menuitemradio', { name: 'Tutorial' }).click()
  await expect(endpoint(page)).toHaveValue(us)
  await page.reload()
  await expect(menu(page)).toHaveText('Workspace Tutorial')
  await expect(endpoint(page)).toHaveValue(us)
})

test('a snapshot is taken, compared with and restored, and the restoring undone', async ({
  page,
  studio,
  config,
}) => {
  await studio.rehearse(document)
  await config.open()
  await expect(endpoint(page)).toHaveValue(us)
  await page.keyboard.press('Control+s')
  await page.getByRole('button', { name: 'Name it…' }).click()
  const dialog = page.getByRole('dialog', { name: 'Snapshots and changes' })
  await expect(dialog.getByPlaceholder('No name')).toBeFocused()
  await page.keyboard.type('Before Europe')
  await page.keyboard.press('Enter')
  await expect(dialog).toContainText('No changes since Before Europe')
  await page.keyboard.press('Escape')
  await endpoint(page).fill(eu)
  await endpoint(page).blur()
  await page.getByRole('button', { name: 'Changes', exact: true }).click()
  await expect(dialog).toContainText('1 line added, 1 line removed since Before Europe')
  const changes = dialog.getByRole('table', { name: 'Changes since Before Europe' })
  await expect(changes.getByRole('cell', { name: `Removed: ingest_endpoint: ${us}` })).toBeVisible()
  await expect(changes.getByRole('cell', { name: `Added: ingest_endpoint: ${eu}` })).toBeVisible()
  await expect(dialog).not.toContainText(TOKEN)
  await dialog.getByRole('button', { name: 'Side by side' }).click()
  await expect(changes.getByRole('row').filter({ hasText: us })).toContainText(eu)
  await dialog.getByRole('button', { name: 'Restore Before Europe' }).click()
  await expect(endpoint(page)).toHaveValue(us)
  await page.getByRole('button', { name: 'Undo' }).click()
  await expect(endpoint(page)).toHaveValue(eu)
  await page.reload()
  await page.getByRole('button', { name: 'Changes', exact: true }).click()
  await expect(dialog).toContainText('1 line added, 1 line removed since Before Europe')
})

async function shareLink(page: Page): Promise<string> {
  await page.getByRole('button', { name: 'Share' }).click()
  const dialog = page.getByRole('dialog', { name: 'Share Tutorial' })
  await expect(dialog.getByRole('region', { name: 'Secrets' })).toContainText(
    'plugins[0].config.api_token, line 14',
  )
  await expect(dialog).toContainText('consumers[0].keyauth_credentials[0].key')
  await dialog.getByRole('button', { name: 'Copy link' }).click()
  return page.evaluate(() => navigator.clipboard.readText())
}

test('a link opens in another browser as a new workspace, without the secrets', async ({
  page,
  studio,
  config,
  browser,
}) => {
  await studio.rehearse(document)
  await config.open()
  const link = await shareLink(page)
  const context = await browser.newContext()
  const other = await context.newPage()
  await other.goto(link)
  const dialog = other.getByRole('dialog', { name: 'Shared workspace' })
  await expect(dialog).toContainText('Tutorial, for gateway 3.15')
  await expect(dialog).toContainText('api_token: "${{ env "DECK_AUTH_TOKEN" }}"')
  await expect(dialog).not.toContainText(TOKEN)
  await expect(dialog).not.toContainText(KEY)
  await dialog.getByRole('button', { name: 'Open as a new workspace' }).click()
  await expect(menu(other)).toHaveText('Workspace Tutorial (2)')
  await expect(endpoint(other)).toHaveValue(us)
  expect(other.url()).toBe(`${studio.url}/config`)
  const opened = other.getByRole('region', { name: 'Source', exact: true })
  // A slow machine shows the rich editor late.
  await expect(opened).toContainText('removed-1')
  await expect(opened).not.toContainText(KEY)
  const names = (await (await fetch(`${studio.url}/api/workspaces`)).json()).map(
    ({ name }: { name: string }) => name,
  )
  expect(names.sort()).toEqual(['Tutorial', 'Tutorial (2)'])
  await context.close()
})

test('a workspace too large for a link is saved as a file instead', async ({ page, studio, config }) => {
  const routes = Array.from(
    { length: 900 },
    (_, at) => `- name: r${at}\n  paths: [/p${(at * 7919 * 104_729).toString(36)}]`,
  )
  await studio.rehearse(`_format_version: "3.0"\nroutes:\n${routes.join('\n')}\n`)
  await config.open()
  await page.getByRole('button', { name: 'Share' }).click()
  const dialog = page.getByRole('dialog', { name: 'Share Tutorial' })
  await expect(dialog).toContainText(/The link would have [\d,]+ characters/)
  await expect(dialog.getByRole('button', { name: 'Copy link' })).toHaveCount(0)
  const download = page.waitForEvent('download')
  await dialog.getByRole('button', { name: 'Save as a file' }).click()
  expect((await download).suggestedFilename()).toMatch(/^tutorial-.*\.mbstudio\.json$/)
})

test('a damaged link says where, and the app is there', async ({ page, studio, config }) => {
  await studio.rehearse(document)
  await config.open()
  const link = await shareLink(page)
  await page.goto('about:blank')
  await page.goto(link.slice(0, link.indexOf('#w=') + 103))
  const dialog = page.getByRole('dialog', { name: 'Shared workspace' })
  await expect(dialog.getByRole('alert')).toContainText('This link is damaged at character 101')
  await expect(dialog.getByRole('region', { name: 'Damaged link' })).toContainText(
    link.split('#')[1]?.slice(0, 50) ?? '',
  )
  await dialog.getByRole('button', { name: 'Copy the damaged link' }).click()
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(
    `#${link.split('#')[1]?.slice(0, 102)}`,
  )
  await dialog.getByRole('button', { name: 'Go on without it' }).click()
  await expect(endpoint(page)).toHaveValue(us)
  expect(page.url()).toBe(`${studio.url}/config`)
})

test('everything is exported as one file and added from it, the secrets only when asked', async ({
  page,
  studio,
  config,
}) => {
  await studio.rehearse(document)
  await config.open()
  await page.keyboard.press('Control+s')
  await expect(page.getByText('Snapshot taken')).toBeVisible()
  await choose(page, 'Export everything…')
  const exporting = page.getByRole('dialog', { name: 'Export everything' })
  await expect(exporting).toContainText('1 workspace and 1 snapshot')
  const download = page.waitForEvent('download')
  await exporting.getByRole('button', { name: 'Save file' }).click()
  const file = await (await download).path()
  expect((await download).suggestedFilename()).toMatch(/^metering-studio-.*\.mbstudio\.json$/)
  await choose(page, 'Import workspaces…')
  const importing = page.getByRole('dialog', { name: 'Import workspaces' })
  await importing.locator('input[type=file]').setInputFiles({
    name: 'wrong.json',
    mimeType: 'application/json',
    buffer: Buffer.from('{"format":"metering-studio","version":1,"workspaces":[{}]}'),
  })
  await expect(importing.getByRole('alert')).toContainText('workspaces[0].name')
  await importing.locator('input[type=file]').setInputFiles(file)
  await expect(importing).toContainText('1 snapshot')
  await importing.getByRole('button', { name: 'Add 1 workspace' }).click()
  const list = page.getByRole('dialog', { name: 'Workspaces' })
  await list.getByRole('button', { name: 'Open Tutorial (2)' }).click()
  await expect(endpoint(page)).toHaveValue(us)
  await expect(config.source).toContainText('removed-1')
  await expect(config.source).not.toContainText(KEY)
})

test('a file of workspaces that is dropped on the page opens their import', async ({
  page,
  studio,
  config,
}) => {
  await studio.rehearse(document)
  await config.open()
  const held = await page.evaluateHandle(() => {
    const text = '{"format": "metering-studio", "version": 99}'
    const transfer = new DataTransfer()
    transfer.items.add(new File([text], 'everything.json'))
    return transfer
  })
  await page.dispatchEvent('main', 'drop', { dataTransfer: held })
  const importing = page.getByRole('dialog', { name: 'Import workspaces' })
  await expect(importing.getByRole('alert')).toContainText('A newer studio wrote this file (version 99')
})

test('what is typed while the server is away is there after a reload', async ({ page, studio, config }) => {
  await studio.rehearse(document)
  await config.open()
  await page.route('**/api/workspaces/**', route =>
    route.request().method() === 'PUT' ? route.abort() : route.fallback(),
  )
  await endpoint(page).fill(eu)
  await endpoint(page).blur()
  await expect(page.getByText('The last changes are not saved')).toBeVisible()
  page.on('dialog', asked => void asked.accept())
  await page.reload()
  await expect(endpoint(page)).toHaveValue(eu)
  await page.unroute('**/api/workspaces/**')
  await expect(page.getByText('Saved', { exact: true })).toBeVisible()
})

test('a browser that keeps nothing says so, and everything else works', async ({ page, studio, config }) => {
  await page.addInitScript(() => {
    IDBFactory.prototype.open = () => {
      throw new DOMException('The operation is insecure', 'SecurityError')
    }
  })
  await studio.rehearse(document)
  await config.open()
  await expect(
    page.getByText('This browser is not saving workspaces: The operation is insecure.'),
  ).toBeVisible()
  await expect(endpoint(page)).toHaveValue(us)
  await page.keyboard.press('Control+s')
  await expect(page.getByText('Snapshot taken')).toBeVisible()
})
