/**
 * Finds the browser for the browser tests: `CHROMIUM_PATH`, else a Chrome or Chromium of this system, else the one that
 * Playwright downloaded before; else installs one and says what it does.
 */
import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { chromium } from '@playwright/test'

const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'chrome']

const macPlaces = [
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
]

/** The browser to test with; installs one where there is none. Throws with what to do when that fails too. */
export function ensureChromium(): string {
  const found = findChromium()
  if (found !== undefined) return found
  const installed = installChromium()
  if (installed === undefined) {
    throw new Error(
      'No Chromium could be installed. Install Chrome or Chromium, or set CHROMIUM_PATH to one.',
    )
  }
  return installed
}

function findChromium(): string | undefined {
  const chosen = process.env.CHROMIUM_PATH
  if (chosen !== undefined && chosen !== '') {
    if (existsSync(chosen)) return chosen
    throw new Error(`CHROMIUM_PATH is ${chosen}, and there is no such file.`)
  }
  return [...placesOnPath(), ...usualPlaces(), chromium.executablePath()].find(isBrowser)
}

function placesOnPath(): string[] {
  const folders = (process.env.PATH ?? '').split(delimiter).filter(folder => folder !== '')
  return names.flatMap(name => folders.map(folder => join(folder, name)))
}

function usualPlaces(): string[] {
  if (process.platform === 'darwin') return macPlaces
  if (process.platform !== 'win32') return names.map(name => join('/usr/bin', name))
  const roots = [process.env.PROGRAMFILES, process.env['PROGRAMFILES(X86)'], process.env.LOCALAPPDATA]
  return roots.flatMap(root =>
    root === undefined ? [] : [join(root, 'Google/Chrome/Application/chrome.exe')],
  )
}

/** Ubuntu's chromium-browser can be a script that only asks for a snap: on Linux a candidate must answer with its version. */
function isBrowser(path: string): boolean {
  if (!existsSync(path)) return false
  if (process.platform !== 'linux') return true
  return spawnSync(path, ['--version'], { stdio: 'ignore', timeout: 20_000 }).status === 0
}

function installChromium(): string | undefined {
  if (process.platform === 'linux' && process.getuid?.() === 0 && existsSync('/etc/debian_version')) {
    console.log('No Chrome or Chromium found: installing the package chromium with apt-get.')
    run('apt-get update && apt-get install -y chromium')
    const found = findChromium()
    if (found !== undefined) return found
  }
  console.log('No Chrome or Chromium found: downloading one with `npx playwright install chromium`.')
  run('npx playwright install chromium')
  return findChromium()
}

function run(command: string): void {
  spawnSync(command, {
    shell: true,
    stdio: 'inherit',
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
  })
}
