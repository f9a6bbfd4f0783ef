import { countText } from './lab-text.ts'
import styles from './run-progress.module.css'

interface RunProgressProps {
  events: number
  /** From 0 to 1. */
  share: number
}

/** Before the first result: how far the run is, over the shapes of what comes. */
export function FirstRun({ events, share }: RunProgressProps) {
  return (
    <>
      <p className={styles.first}>
        Plays {countText(events)} events…
        <progress aria-label="Run" value={share} />
      </p>
      <div aria-hidden="true" className={styles.bones}>
        <div className={styles.totals} />
        <div className={styles.chart} />
        <div className={styles.chart} />
      </div>
    </>
  )
}

/** Over the last result, which stands meanwhile; a run that is over soon shows none. */
export function NextRun({ share }: { share: number }) {
  return <progress aria-label="Run" className={styles.next} value={share} />
}
