import { SimulatePage } from '#features/simulate/simulate-page.tsx'
import { useSimulated } from './use-simulated.ts'

/** The Simulate page on the open workspace. */
export function SimulateRoute() {
  return <SimulatePage workspace={useSimulated()} />
}
