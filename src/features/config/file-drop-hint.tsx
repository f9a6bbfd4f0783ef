import styles from './file-drop-hint.module.css'

/** Over the whole page while files are held over it. */
export function FileDropHint() {
  return <div className={styles.hint}>Drop to import: you see what changes before it does</div>
}
