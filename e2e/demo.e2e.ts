/** The demo as a host of static files serves it: no studio is running. */
import { once } from 'node:events'
import { readdirSync, readFileSync } from 'node:fs'
import http from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { test as base, expect } from '@playwright/test'
import { builtPage } from '../server/bench/first-load.ts'
import { createStaticFiles } from '../server/http/static-files.ts'
import { demoFolder } from '../server/tasks/demo-build.ts'
import { createConfigPage } from './pages/config-page.ts'
import { createEventsPage } from './pages/events-page.ts'

interface Demo {
  url: string
  /** What the host was asked for, as `GET /path`. */
  asked: string[]
}

const test = base.extend<{ demo: Demo }>({
  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the parameter's pattern
  demo: async ({}, use) => {
    const asked: string[] = []
    const files = createStaticFiles(demoFolder)
    const server = http.createServer((request, response) => {
      asked.push(`${request.method} ${request.url}`)
      files(request, response)
    })
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
    await use({ url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, asked })
    server.closeAllConnections()
    server.close()
  },
})

test('the tutorial from its config to a bill, without a server; the config survives a reload', async ({
  page,
  demo,
}) => {
  const config = createConfigPage(page, demo.url)
  const events = createEventsPage(page, demo.url)
  const elsewhere: string[] = []
  page.context().on('request', request => {
    const url = new URL(request.url())
    if (/^https?:$/.test(url.protocol) && url.origin !== demo.url) elsewhere.push(request.url())
  })
  const errors: string[] = []
  page.on('pageerror', error => errors.push(error.message))

  await config.open()
  await expect(page.getByText('This is a demo: the studio without its server.')).toBeVisible()
  await page.getByRole('button', { name: 'Load the tutorial' }).click()
  await config.expectErrors(0)
  await expect(page.getByText('Saved', { exact: true })).toBeVisible()

  await test.step('what needs a server says so', async () => {
    await page.getByRole('button', { name: 'Change', exact: true }).click()
    const sending = page.getByRole('button', { name: /^Send real events/ })
    await expect(sending).toHaveAttribute('aria-disabled', 'true')
    await expect(sending).toContainText('The demo has no server that could send them')
    await page.keyboard.press('Escape')
    const upstream = page.getByRole('combobox', { name: 'Upstream of example-service' })
    await expect(upstream.getByRole('option', { name: /needs the studio’s server/ })).toBeDisabled()
  })

  await test.step('three requests go through the gateway in the page', async () => {
    await page.getByRole('button', { name: 'Send requests' }).click()
    const dialog = page.getByRole('dialog', { name: 'Send requests' })
    await expect(dialog).toContainText('no terminal can reach it')
    await expect(dialog).not.toContainText('curl')
    await dialog.getByRole('button', { name: 'Send 3 requests' }).click()
    await expect(dialog).toContainText('Answered 200, 200, 200')
    await dialog.getByRole('link', { name: 'See them under Events' }).click()
  })

  await test.step('three events, and the customer that they miss', async () => {
    await expect(events.rows(/kong\.api_request, subject alice, Delivered 202, No customer$/)).toHaveCount(3)
    await events.rows(/alice/).first().click()
    await events.showDetail('Trace')
    await expect(events.details.getByRole('listitem').filter({ hasText: 'alice' }).first()).toBeVisible()
    await events.showDetail('Overview')
    await events.details.getByRole('button', { name: 'Create customer "alice"' }).click()
    await expect(events.rows(/OK$/)).toHaveCount(3)
  })

  await test.step('a bill', async () => {
    await page.getByRole('navigation', { name: 'Pages' }).getByRole('link', { name: 'Usage' }).click()
    await page.getByRole('tab', { name: 'Prices' }).click()
    await page.getByRole('button', { name: 'Start with an example' }).click()
    await page.getByRole('tab', { name: 'Invoice preview' }).click()
    await page.getByRole('button', { name: /^Subscribe alice from/ }).click()
    const invoice = page.getByRole('table', { name: 'Invoice preview for alice' })
    await expect(invoice.getByRole('row', { name: /^API requests 3 / })).toBeVisible()
  })

  await test.step('a reload keeps the config and forgets the events', async () => {
    await config.open()
    await expect(config.form.getByRole('combobox', { name: 'Look up value in' })).toHaveValue('consumer')
    await events.open()
    await expect(page.getByText('in this demo the gateway runs in the page')).toBeVisible()
  })

  expect(elsewhere, 'requests that leave the origin').toEqual([])
  expect(
    demo.asked.filter(target => /^(?!GET|HEAD)|\/(?:api|v3)\//.test(target)),
    'calls of the API that reach the host',
  ).toEqual([])
  expect(errors).toEqual([])
})

test('a simulated request is sent to the gateway in the page', async ({ page, demo }) => {
  const config = createConfigPage(page, demo.url)
  const events = createEventsPage(page, demo.url)
  await config.open()
  await page.getByRole('button', { name: 'Load the tutorial' }).click()
  await expect(page.getByText('Saved', { exact: true })).toBeVisible()
  await page.getByRole('navigation', { name: 'Pages' }).getByRole('link', { name: 'Simulate' }).click()
  await page.getByRole('textbox', { name: 'URL' }).fill('/anything')
  await page.getByRole('combobox', { name: 'Send as Consumer' }).fill('alice')
  await page.getByRole('button', { name: 'Send through the gateway' }).click()
  await page.getByRole('button', { name: 'Show events' }).click()
  await expect(events.rows(/kong\.api_request, subject alice, Delivered 202/)).toHaveCount(1)
})

test('the build for a server has nothing of the demo', () => {
  const scripts = readdirSync(join(builtPage, 'assets')).filter(name => name.endsWith('.js'))
  expect(scripts.length).toBeGreaterThan(10)
  const demoParts = /mswjs|\[MSW\]|InterceptorSource|This is a demo|Send 3 requests|in this demo/i
  for (const name of scripts) {
    expect(demoParts.exec(readFileSync(join(builtPage, 'assets', name), 'utf8'))?.[0], name).toBeUndefined()
  }
})
