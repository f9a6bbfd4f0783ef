/** Paths into the document's value. */
import type { DocumentPath } from '#entities/gateway-state.ts'

/** The value at a path; undefined where there is none. */
export function valueAt(value: unknown, path: DocumentPath): unknown {
  let at = value
  for (const step of path) {
    if (at === null || typeof at !== 'object') return undefined
    at = (at as Record<string | number, unknown>)[step]
  }
  return at
}

export function isBelow(path: DocumentPath, parent: DocumentPath): boolean {
  return parent.every((step, index) => path[index] === step)
}

export function samePath(left: DocumentPath, right: DocumentPath): boolean {
  return left.length === right.length && isBelow(left, right)
}

/** The path as Kong's documents write it: `plugins[0].config.queue`. */
export function pathText(path: DocumentPath): string {
  return path.reduce<string>((text, step) => {
    if (typeof step === 'number') return `${text}[${step}]`
    return text === '' ? step : `${text}.${step}`
  }, '')
}

/** The path that `pathText` wrote; keys of the plugin's row have neither dots nor brackets. */
export function pathOfText(text: string): DocumentPath {
  return text
    .split(/[.[\]]+/)
    .filter(step => step !== '')
    .map(step => (/^\d+$/.test(step) ? Number(step) : step))
}
