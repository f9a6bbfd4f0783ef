/** Runs a script in a real bash: what a user's shell makes of an exported command. */
import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** The script's standard output. The script stands in a file, as it does when a user downloads it. Throws when it fails. */
export function bash(script: string, environment: Readonly<Record<string, string>> = {}): string {
  const folder = mkdtempSync(join(tmpdir(), 'metering-studio-'))
  const file = join(folder, 'script.sh')
  try {
    writeFileSync(file, script)
    return execFileSync('bash', [file], {
      encoding: 'utf8',
      env: { PATH: process.env.PATH, LC_ALL: 'C.UTF-8', ...environment },
      maxBuffer: 64 * 1024 * 1024,
    })
  } finally {
    rmSync(folder, { recursive: true })
  }
}
