#!/usr/bin/env node
/** `npx metering-studio …`, or `npm run -s studio -- …` in a clone. */
import type { Command } from './commands/command.ts'
import { rehearseDeliveryCommand } from './commands/rehearse-delivery.ts'
import { runCommand } from './commands/run-command.ts'

/** Every command by its name. */
const commands: Record<string, Command> = {
  'rehearse-delivery': rehearseDeliveryCommand,
}

// `metering-studio … | head` closes the pipe early: there is nobody left to write to.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  process.exit(error.code === 'EPIPE' ? 0 : 1)
})

process.exitCode = await runCommand(commands, process.argv.slice(2), process)
