import { ExpectationPill } from '#features/simulate/expectations/expectation-pill.tsx'
import { useSimulated } from './use-simulated.ts'

/** The pinned runs of the open workspace, checked. */
export function ExpectationSlot() {
  const { id, document } = useSimulated()
  return <ExpectationPill id={id} document={document} />
}
