/** The studio as its user has it: the real process on free ports, with a data folder and a home of its own. */
import { type ChildProcess, type ChildProcessByStdio, execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Readable } from 'node:stream'
import { promisify } from 'node:util'
import { test as base, expect, type Page } from '@playwright/test'
import type { WorkspaceContent } from '../src/workspaces/workspace-content.ts'
import { type ConfigPage, createConfigPage } from './pages/config-page.ts'
import { createEventsPage, type EventsPage } from './pages/events-page.ts'

export interface Studio {
  url: string
  /** The gateway's proxy. */
  gateway: string
  /** Runs a script of the documents in bash; what it printed. */
  bash: (script: string) => Promise<string>
  /** Stores a document as the workspace that the gateway runs. */
  rehearse: (text: string, upstreams?: Record<string, 'echo' | 'forward'>) => Promise<void>
  /** Ends the process and starts it again on the same data and ports. */
  restart: () => Promise<void>
}

interface Fixtures {
  studio: Studio
  config: ConfigPage
  events: EventsPage
}

export const test = base.extend<Fixtures>({
  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the parameter's pattern
  studio: async ({}, use) => {
    const home = await mkdtemp(join(tmpdir(), 'metering-studio-e2e-'))
    let running = await start(home, { studio: '0', gateway: '0' })
    await use({
      ...running.urls,
      bash: async script => (await promisify(execFile)('bash', ['-c', script])).stdout,
      rehearse: (text, upstreams = {}) => putWorkspace(running.urls.url, { text, upstreams }),
      restart: async () => {
        await end(running.child)
        running = await start(home, {
          studio: new URL(running.urls.url).port,
          gateway: new URL(running.urls.gateway).port,
        })
      },
    })
    await end(running.child)
    await rm(home, { recursive: true, force: true })
  },
  config: ({ page, studio }, use) => use(createConfigPage(page, studio.url)),
  events: ({ page, studio }, use) => use(createEventsPage(page, studio.url)),
})

export { expect, type Page }

async function start(home: string, ports: { studio: string; gateway: string }) {
  const main = join(import.meta.dirname, '../server/main.ts')
  const data = join(home, 'data')
  const flags = ['--port', ports.studio, '--gateway-port', ports.gateway, '--admin-port', '0', '--data', data]
  const child = spawn(process.execPath, [main, ...flags], {
    env: { PATH: process.env.PATH, HOME: home },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const printed = await greeting(child)
  const url = (name: string) => new RegExp(`${name} +(http://\\S+)`).exec(printed)?.[1]
  const [studio, gateway] = [url('Studio'), url('Gateway')]
  if (studio === undefined || gateway === undefined) throw new Error(`The studio did not start: ${printed}`)
  return { child, urls: { url: studio, gateway } }
}

/** What the studio prints up to the line that says it is ready. */
function greeting(child: ChildProcessByStdio<null, Readable, null>): Promise<string> {
  return new Promise((ready, fail) => {
    let printed = ''
    child.stdout.on('data', chunk => {
      printed += chunk
      if (printed.includes('Ctrl-C ends it.')) ready(printed)
    })
    child.on('error', fail)
    child.on('exit', code => fail(new Error(`The studio ended with ${code}: ${printed}`)))
  })
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null) return
  const exited = once(child, 'exit')
  child.kill('SIGINT')
  await exited
}

async function putWorkspace(
  url: string,
  content: Pick<WorkspaceContent, 'text' | 'upstreams'>,
): Promise<void> {
  const workspace: WorkspaceContent = {
    name: 'Tutorial',
    gateway_release: '3.15',
    delivery: 'studio',
    subject_format: 'plain',
    ...content,
  }
  const { status } = await fetch(`${url}/api/workspaces/tutorial`, {
    method: 'PUT',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(workspace),
  })
  expect(status).toBe(200)
}
