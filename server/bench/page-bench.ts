/** The Config page in a real Chromium: what it loads, when its largest part is painted, when it can be used. */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { type Browser, chromium } from '@playwright/test'
import { tutorial } from '#plugin/examples.ts'
import { ensureChromium } from '../tasks/find-chromium.ts'
import { type Bench, type Measurement, measurement, median } from './bench.ts'
import { builtPage, FIRST_LOAD_LIMIT, firstLoad } from './first-load.ts'

const LOADS = 9
const SERVER = resolve(import.meta.dirname, '../main.ts')
const BUILD = resolve(import.meta.dirname, '../tasks/build-when-stale.ts')

/** Milliseconds from the start of the navigation. */
interface PageLoad {
  largestPaint: number
  usable: number
}

/** Builds the page where it is older than its source. */
export async function buildPage(): Promise<void> {
  const [code] = await once(
    spawn(process.execPath, [BUILD], { stdio: ['ignore', 'ignore', 'inherit'] }),
    'exit',
  )
  if (code !== 0) throw new Error('The page could not be built')
}

interface Studio {
  url: string
  stop(): Promise<void>
}

/** The studio as its user starts it, with a folder of its own. */
export async function startStudio(): Promise<Studio> {
  const data = await mkdtemp(join(tmpdir(), 'metering-studio-bench-'))
  const ports = ['--port', '0', '--gateway-port', '0', '--admin-port', '0']
  const child = spawn(process.execPath, [SERVER, ...ports, '--data', data], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const url = await addressOf(child)
  return {
    url,
    stop: async () => {
      child.kill('SIGINT')
      await once(child, 'exit')
      await rm(data, { recursive: true, force: true })
    },
  }
}

async function addressOf(child: ChildProcess): Promise<string> {
  let printed = ''
  // What it prints later goes nowhere, and does not end it.
  for await (const chunk of child.stdout?.iterator({ destroyOnReturn: false }) ?? []) {
    printed += chunk
    const url = /Studio +(http:\/\/\S+)[\s\S]*Ctrl-C ends it/.exec(printed)?.[1]
    if (url !== undefined) return url
  }
  throw new Error(`The studio did not start: ${printed}`)
}

async function keepDocument(url: string): Promise<void> {
  const text = tutorial.stateFiles.at(-1)?.text ?? ''
  const settings = { gateway_release: '3.16', delivery: 'studio', subject_format: 'plain', upstreams: {} }
  const body = JSON.stringify({ name: 'Bench', text, ...settings })
  const headers = { 'content-type': 'application/json' }
  const answer = await fetch(`${url}/api/workspaces/${crypto.randomUUID()}`, { method: 'PUT', headers, body })
  if (!answer.ok) throw new Error(`The workspace was not kept: ${answer.status} ${await answer.text()}`)
}

/** One load with nothing cached, in a context of its own. */
async function loadOnce(browser: Browser, url: string): Promise<PageLoad> {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 } })
  try {
    const page = await context.newPage()
    await page.addInitScript(WATCH)
    await page.goto(`${url}/config`)
    await page.waitForSelector('.monaco-editor')
    return await page.evaluate<PageLoad>('window.pageLoad')
  } finally {
    await context.close()
  }
}

/**
 * Runs in the page. Usable: a field of the form can be typed into and the first output stands there. Paints count until
 * Monaco arrives, which is no part of the promise.
 */
const WATCH = `
  window.pageLoad = { largestPaint: 0, usable: 0 }
  const hasMonaco = () => document.querySelector('.monaco-editor') !== null
  new PerformanceObserver(list => {
    if (!hasMonaco()) window.pageLoad.largestPaint = list.getEntries().at(-1).startTime
  }).observe({ type: 'largest-contentful-paint', buffered: true })
  const look = () => {
    const form = document.querySelector('[aria-label="Form"] input')
    const output = document.querySelector('[aria-label="Output"] pre')
    if (form && output && window.pageLoad.usable === 0) window.pageLoad.usable = performance.now()
    if (!hasMonaco() || window.pageLoad.usable === 0) requestAnimationFrame(look)
  }
  requestAnimationFrame(look)
`

async function run(say: (line: string) => void): Promise<Measurement[]> {
  await buildPage()
  const studio = await startStudio()
  const browser = await chromium.launch({
    executablePath: ensureChromium(),
    args: ['--no-sandbox', '--disable-gpu'],
  })
  const loads: PageLoad[] = []
  try {
    await keepDocument(studio.url)
    for (let load = 1; load <= LOADS; load += 1) {
      loads.push(await loadOnce(browser, studio.url))
      say(`load ${load} of ${LOADS}`)
    }
  } finally {
    await browser.close()
    await studio.stop()
  }
  const bytes = firstLoad(builtPage).reduce((sum, { gzipBytes }) => sum + gzipBytes, 0)
  return [
    measurement('page-first-load-gzip', [bytes, 'bytes'], { atMost: FIRST_LOAD_LIMIT }),
    measurement('page-largest-paint', [median(loads.map(({ largestPaint }) => largestPaint)), 'ms'], {
      atMost: 1000,
    }),
    measurement('page-usable', [median(loads.map(({ usable }) => usable)), 'ms'], { atMost: 1000 }),
    measurement('page-usable-first-time', [loads[0]?.usable ?? Number.NaN, 'ms']),
  ]
}

export const pageBench: Bench = {
  name: 'page',
  about: 'the Config page in Chromium, nothing cached: JavaScript loaded, largest paint, usable',
  run,
}
