/** A scenario in a file, JSON or YAML. */
import { parseDocument } from 'yaml'
import { type Scenario, scenario } from '#rehearsal/scenario.ts'

export function readScenario(text: string): { scenario: Scenario } | { problem: string } {
  const document = parseDocument(text)
  const [error] = document.errors
  if (error !== undefined) return { problem: error.message }
  const parsed = scenario.safeParse(document.toJS())
  if (parsed.success) return { scenario: parsed.data }
  const [issue] = parsed.error.issues
  return { problem: issue === undefined ? '' : `${issue.path.map(String).join('.')}: ${issue.message}` }
}
