import { join } from 'node:path'
import { defineConfig } from '@playwright/test'
import { ensureChromium } from '../server/tasks/find-chromium.ts'

const root = join(import.meta.dirname, '..')
// The workers read this file again; they need not look for the browser again.
process.env.CHROMIUM_PATH = ensureChromium()

export default defineConfig({
  testDir: '.',
  testMatch: '**/*.e2e.ts',
  outputDir: join(root, 'test-results'),
  globalSetup: './build-page.ts',
  workers: 2,
  fullyParallel: true,
  forbidOnly: Boolean(process.env.CI),
  // Where nobody can start it again, a journey that a busy machine broke runs once more; it is listed as flaky.
  retries: process.env.CI ? 1 : 0,
  timeout: 120_000,
  expect: { timeout: 20_000 },
  reporter: [['list'], ['json', { outputFile: join(root, 'node_modules/.cache/playwright.json') }]],
  use: {
    trace: 'retain-on-failure',
    viewport: { width: 1440, height: 900 },
    permissions: ['clipboard-read', 'clipboard-write'],
    launchOptions: {
      executablePath: process.env.CHROMIUM_PATH,
      args: [
        '--no-sandbox',
        '--disable-gpu',
        '--disable-quic',
        '--no-first-run',
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-sync',
      ],
    },
  },
})
