#!/usr/bin/env node
/** `npx metering-studio …`, or `npm run -s studio -- …` in a clone. */
import { checkCommand } from './commands/check.ts'
import type { Command } from './commands/command.ts'
import { exportCommand } from './commands/export.ts'
import { importCommand } from './commands/import.ts'
import { rehearseDeliveryCommand } from './commands/rehearse-delivery.ts'
import { runCommand } from './commands/run-command.ts'

/** Every command by its name. */
const commands: Record<string, Command> = {
  check: checkCommand,
  export: exportCommand,
  import: importCommand,
  'rehearse-delivery': rehearseDeliveryCommand,
}

// `metering-studio … | head` closes the pipe early: there is nobody left to write to.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  process.exit(error.code === 'EPIPE' ? 0 : 1)
})

process.exitCode = await runCommand(commands, process.argv.slice(2), process)
