#!/usr/bin/env node
/** `npx metering-studio …`, or `npm run -s studio -- …` in a clone. */
import { enableCompileCache } from 'node:module'
import { type CommandTable, runCommand } from './commands/run-command.ts'

// Without it, a third of a second goes into reading TypeScript.
enableCompileCache()

/** Every command by its name, loaded when it is asked for. */
const commands: CommandTable = {
  check: async () => (await import('./commands/check.ts')).checkCommand,
  compare: async () => (await import('./commands/compare.ts')).compareCommand,
  export: async () => (await import('./commands/export.ts')).exportCommand,
  import: async () => (await import('./commands/import.ts')).importCommand,
  rehearse: async () => (await import('./commands/rehearse.ts')).rehearseCommand,
  'rehearse-delivery': async () => (await import('./commands/rehearse-delivery.ts')).rehearseDeliveryCommand,
}

// `metering-studio … | head` closes the pipe early: there is nobody left to write to.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  process.exit(error.code === 'EPIPE' ? 0 : 1)
})

process.exitCode = await runCommand(commands, process.argv.slice(2), process)
