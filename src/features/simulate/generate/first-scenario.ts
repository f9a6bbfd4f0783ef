/** A scenario of stages to begin with. */
import { type Scenario, scenario } from '#rehearsal/scenario.ts'
import type { DocumentNames } from '../use-document-names.ts'

/** A minute of the document's own Consumers and paths. */
export function firstScenario({ consumers, paths }: DocumentNames): Scenario {
  const callers = consumers.slice(0, 5).map(consumer => ({ consumer }))
  const routes = paths.slice(0, 5).map(path => ({ path }))
  return scenario.parse({
    stages: [
      {
        for: 60,
        rate: 10,
        ...(callers.length > 0 && { callers }),
        routes: routes.length > 0 ? routes : [{ path: '/anything' }],
      },
    ],
  })
}
