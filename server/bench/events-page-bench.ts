/** The Events page in a real Chromium over a million stored events: scrolling, jumping, and events that come meanwhile. */
import { type Browser, type CDPSession, chromium, type Page } from '@playwright/test'
import { ensureChromium } from '../tasks/find-chromium.ts'
import { type Bench, type Measurement, measurement, median } from './bench.ts'
import { benchEventJson } from './bench-events.ts'
import { traceWork } from './frame-trace.ts'
import { buildPage, startStudio } from './page-bench.ts'

const EVENTS = 1_000_000
const BATCH = 1000
const ROUNDS = 3
const SECONDS = 4
/** Three rows in each frame: a wheel that is turned fast. */
const SCROLLED_PIXELS = 96
const ARRIVALS_PER_SECOND = 1000
/** Milliseconds between two frames. It needs a machine that has nothing else to do; the idle page beside it shows whether this one has. */
const FRAME = 20
/** Milliseconds of the processor: what is left of a frame's 16.7 is for painting what the page's thread has laid out. */
const WORK = 12
/** Milliseconds: a frame that needs more of the page's thread comes late on any machine. */
const WHOLE_FRAME = 1000 / 60
/** Seconds over which the page must not grow while events come. */
const LONG = 120

interface Frames {
  /** 95th percentile of the milliseconds between two frames. */
  p95: number
  /** The share of frames that came late because one before them was missed, on this machine as busy as it is. */
  missed: number
  /** 95th percentile of what the page's thread worked for a frame; what other programs do is not in it. */
  work: number
  /** Of single tasks of the page's thread, in milliseconds of the processor. */
  longestTask: number
  /** Frames for which the page's thread worked longer than a frame lasts. */
  overrun: number
}

interface Studied {
  page: Page
  session: CDPSession
}

async function ingest(url: string, events: readonly string[]): Promise<void> {
  const answer = await fetch(`${url}/v3/openmeter/events`, {
    method: 'POST',
    headers: { 'content-type': 'application/cloudevents-batch+json' },
    body: `[${events.join(',')}]`,
  })
  if (!answer.ok) throw new Error(`The events were not stored: ${answer.status} ${await answer.text()}`)
}

async function fill(url: string, say: (line: string) => void): Promise<void> {
  for (let first = 0; first < EVENTS; first += BATCH) {
    const events = Array.from({ length: BATCH }, (_, index) => benchEventJson(first + index, EVENTS))
    await ingest(url, events)
    if ((first + BATCH) % 250_000 === 0) say(`${first + BATCH} events stored`)
  }
}

/** Events of now, a thousand a second, until they are ended. */
function startArrivals(url: string): () => Promise<void> {
  let isOn = true
  let sent = 0
  const send = async () => {
    while (isOn) {
      const start = performance.now()
      const time = new Date().toISOString()
      const events = Array.from({ length: ARRIVALS_PER_SECOND / 10 }, (_, index) => {
        const event = JSON.parse(benchEventJson(sent + index, EVENTS))
        return JSON.stringify({ ...event, id: crypto.randomUUID(), time })
      })
      await ingest(url, events)
      sent += events.length
      await new Promise(resolve => setTimeout(resolve, Math.max(0, 100 - (performance.now() - start))))
    }
  }
  const ended = send()
  return () => {
    isOn = false
    return ended
  }
}

/** What the frames took while `step` ran in each; `grid` is the list, `pixels` its height. */
async function watch({ page, session }: Studied, step: string): Promise<Frames> {
  const { result: times, work } = await traceWork(session, () =>
    page.evaluate<number[]>(`new Promise(resolve => {
      const grid = document.querySelector('[role="grid"]')
      const pixels = grid.scrollHeight
      const times = []
      const start = performance.now()
      let last = start
      const frame = now => {
        times.push(now - last)
        last = now
        ${step}
        if (now - start < ${SECONDS * 1000}) return requestAnimationFrame(frame)
        resolve(times.slice(1))
      }
      requestAnimationFrame(frame)
    })`),
  )
  return {
    p95: percentile(times, 0.95),
    missed: times.filter(time => time > 25).length / times.length,
    work: percentile(work.frames, 0.95),
    longestTask: Math.max(...work.tasks),
    overrun: work.frames.filter(frame => frame > WHOLE_FRAME).length,
  }
}

function percentile(values: readonly number[], share: number): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length * share)] ?? Number.NaN
}

async function openEvents(browser: Browser, url: string): Promise<Page> {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 } })
  const page = await context.newPage()
  await page.goto(`${url}/events`)
  // With the row of headings.
  await page.locator(`[role="grid"][aria-rowcount="${EVENTS + 1}"]`).waitFor()
  return page
}

/** Megabytes of JavaScript after a full garbage collection. */
async function heap(session: CDPSession): Promise<number> {
  await session.send('HeapProfiler.collectGarbage')
  const { usedSize } = await session.send('Runtime.getHeapUsage')
  return usedSize / 1e6
}

const toTop = `document.querySelector('[role="grid"]').scrollTop = 0`
const scroll = `grid.scrollTop += ${SCROLLED_PIXELS}`
const jump = `if (times.length % 30 === 0) grid.scrollTop = Math.random() * pixels`

interface Round {
  idle: Frames
  scrolled: Frames
  jumped: Frames
  appended: Frames
}

async function round(studied: Studied, url: string): Promise<Round> {
  await studied.page.evaluate(toTop)
  const idle = await watch(studied, '')
  const scrolled = await watch(studied, scroll)
  const jumped = await watch(studied, jump)
  await studied.page.evaluate(toTop)
  const endArrivals = startArrivals(url)
  // The jump to the top, and the first of the events after a pause, are no part of what is measured.
  await studied.page.waitForTimeout(2000)
  const appended = await watch(studied, '')
  await endArrivals()
  return { idle, scrolled, jumped, appended }
}

/** The heap before and after events have come for long, while the page shows the newest. */
async function growth({ page, session }: Studied, url: string): Promise<{ before: number; after: number }> {
  const end = startArrivals(url)
  // The live rows fill up at first: the page keeps some thousand of them.
  await page.waitForTimeout(15_000)
  const before = await heap(session)
  await page.waitForTimeout(LONG * 1000)
  const after = await heap(session)
  await end()
  return { before, after }
}

async function run(say: (line: string) => void): Promise<Measurement[]> {
  await buildPage()
  const studio = await startStudio()
  const browser = await chromium.launch({
    executablePath: ensureChromium(),
    args: ['--no-sandbox', '--disable-gpu'],
  })
  const rounds: Round[] = []
  try {
    await fill(studio.url, say)
    const page = await openEvents(browser, studio.url)
    const studied = { page, session: await page.context().newCDPSession(page) }
    while (rounds.length <= ROUNDS) {
      rounds.push(await round(studied, studio.url))
      say(`round ${rounds.length} of ${ROUNDS + 1}, the first of which does not count`)
    }
    say(`memory over ${LONG} s of ${ARRIVALS_PER_SECOND} events/s`)
    return figures(rounds.slice(1), await growth(studied, studio.url))
  } finally {
    await browser.close()
    await studio.stop()
  }
}

function figures(rounds: readonly Round[], memory: { before: number; after: number }): Measurement[] {
  const of = (read: (round: Round) => number) => median(rounds.map(read))
  return [
    measurement('events-frame-p95-idle', [of(({ idle }) => idle.p95), 'ms']),
    measurement('events-frame-p95-scrolling', [of(({ scrolled }) => scrolled.p95), 'ms'], { atMost: FRAME }),
    measurement('events-frame-p95-jumping', [of(({ jumped }) => jumped.p95), 'ms'], { atMost: FRAME }),
    measurement('events-frame-p95-appending', [of(({ appended }) => appended.p95), 'ms'], { atMost: FRAME }),
    // Beside what the machine misses by itself while nothing comes.
    measurement(
      'events-frames-missed-appending',
      [of(({ appended, idle }) => Math.max(0, appended.missed - idle.missed)), 'of all'],
      { atMost: 0.01 },
    ),
    ...worked(rounds),
    measurement('events-heap', [memory.after, 'MB']),
    measurement('events-heap-growth', [memory.after - memory.before, 'MB'], { atMost: 5 }),
  ]
}

/** In time of the processor: the same on a busy machine. */
function worked(rounds: readonly Round[]): Measurement[] {
  const of = (read: (round: Round) => number) => median(rounds.map(read))
  const all = (read: (round: Round) => number) => rounds.reduce((sum, round) => sum + read(round), 0)
  const longest = Math.max(...rounds.map(({ appended }) => appended.longestTask))
  return [
    measurement('events-work-p95-scrolling', [of(({ scrolled }) => scrolled.work), 'ms'], { atMost: WORK }),
    measurement('events-work-p95-jumping', [of(({ jumped }) => jumped.work), 'ms'], { atMost: WORK }),
    measurement('events-work-p95-appending', [of(({ appended }) => appended.work), 'ms'], { atMost: WORK }),
    measurement('events-longest-task-appending', [longest, 'ms'], { atMost: 16 }),
    measurement('events-frames-overrun-scrolling', [all(({ scrolled }) => scrolled.overrun), 'frames']),
    measurement('events-frames-overrun-appending', [all(({ appended }) => appended.overrun), 'frames'], {
      atMost: 0,
    }),
  ]
}

export const eventsPageBench: Bench = {
  name: 'events-page',
  about:
    'the Events page in Chromium over 1,000,000 events: frames and the work for them while scrolling, jumping, 1,000 events/s; memory',
  run,
}
