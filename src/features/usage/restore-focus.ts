/**
 * What was pressed may be gone with what it mended: the keyboard then goes on in the panel, not at the page's start.
 * Called after a change; looks once React has shown it.
 */
export function restoreFocus(): void {
  requestAnimationFrame(() =>
    requestAnimationFrame(() => {
      const { activeElement } = document
      if (activeElement !== null && activeElement !== document.body) return
      document.querySelector<HTMLElement>('[role="tabpanel"]')?.focus()
    }),
  )
}
