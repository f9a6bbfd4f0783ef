import type { DocumentPath } from '#entities/gateway-state.ts'
import { pathText } from './document-path.ts'

/** Brings the form's control of a path, or of what it stands in, into view; opens the section around it. */
export function showField(path: DocumentPath): void {
  for (let length = path.length; length > 0; length--) {
    const control = document.querySelector(`[data-path="${CSS.escape(pathText(path.slice(0, length)))}"]`)
    if (control === null) continue
    const section = control.closest('details')
    if (section !== null) section.open = true
    control.scrollIntoView({ block: 'center' })
    return
  }
}
