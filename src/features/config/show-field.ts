import type { DocumentPath } from '#entities/gateway-state.ts'
import { pathText } from './document-path.ts'

/** The form's control of a path, or of what it stands in; null when the form shows neither. */
function controlOf(path: DocumentPath): HTMLElement | null {
  for (let length = path.length; length > 0; length--) {
    const name = CSS.escape(pathText(path.slice(0, length)))
    const control = document.querySelector<HTMLElement>(`[data-path="${name}"]`)
    if (control !== null) return control
  }
  return null
}

/** The first control of what stands in a path that has none itself: of `config.subject` where it is looked up. */
function controlInside(path: DocumentPath): HTMLElement | null {
  const name = CSS.escape(pathText(path))
  if (document.querySelector(`[data-path="${name}"]`) !== null) return null
  return document.querySelector<HTMLElement>(`[data-path^="${name}."]`)
}

/**
 * Brings the form's control of a path, of the first thing in it, or of what it stands in, into view; opens the section
 * around it.
 */
export function showField(path: DocumentPath): HTMLElement | null {
  const control = controlInside(path) ?? controlOf(path)
  const section = control?.closest('details')
  if (section) section.open = true
  control?.scrollIntoView({ block: 'center' })
  return control
}

/** Shows a path's control and gives it the focus; the form as a whole where there is none. */
export function focusField(path: DocumentPath): void {
  const control = showField(path) ?? document.getElementById('form')
  const target = control?.matches('fieldset') ? control.querySelector<HTMLElement>('input, button') : control
  target?.focus()
}

/** Marks the control of the path that the cursor of the source stands at, and no other. */
export function markField(path: DocumentPath | undefined): void {
  for (const marked of document.querySelectorAll('[data-at-cursor]')) marked.removeAttribute('data-at-cursor')
  if (path !== undefined) controlOf(path)?.setAttribute('data-at-cursor', '')
}

/** Scrolls the form just as far as it takes to see a path's control, or its closed section. */
export function scrollToField(path: DocumentPath): void {
  const control = controlOf(path)
  const closed = control?.closest('details:not([open])')
  const target = closed ?? control
  target?.scrollIntoView({ block: 'nearest' })
}
