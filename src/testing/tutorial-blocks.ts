/** The shell commands of Kong's tutorial "Meter API requests by Consumer", as its reader copies them. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'

const fixtures = join(import.meta.dirname, '../formats/fixtures/howto-meter-api-requests-by-consumer')

function block(name: string): string {
  return readFileSync(join(fixtures, `${name}.deck-apply.txt`), 'utf8')
}

export const prerequisites = block('prereq-entities')
export const consumer = block('consumer')
export const keyAuth = block('key-auth')
export const metering = block('metering-and-billing')

/** As the first command stands in the tutorial's numbered list: indented by four spaces. */
export const indentedPrerequisites = prerequisites.replace(/^(?!$)/gm, '    ')
