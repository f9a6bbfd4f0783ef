/** Values of a document's variables: those given for the rehearsal, in memory only, then the environment's. */
import { resolveVariables, valueParts } from '#plugin/variables.ts'

export interface VariableValues {
  /** An empty value forgets the variable. */
  set(name: string, value: string): void
  /** By decK's name (`DECK_X`) first, then the bare one. */
  lookUp(name: string): string | undefined
}

export function createVariableValues(
  environment: Readonly<Record<string, string | undefined>>,
): VariableValues {
  const values = new Map<string, string>()
  return {
    set(name, value) {
      if (value === '') values.delete(name)
      else values.set(name, value)
    },
    lookUp: name => values.get(name) ?? environment[`DECK_${name}`] ?? environment[name],
  }
}

/** A copy of plain data in which every variable that has a value is replaced by it. */
export function withVariables<T>(data: T, lookUp: VariableValues['lookUp']): T {
  const resolve = (value: unknown): unknown => {
    if (typeof value === 'string') return resolveVariables(value, lookUp) ?? value
    if (Array.isArray(value)) return value.map(resolve)
    if (value === null || typeof value !== 'object') return value
    return Object.fromEntries(Object.entries(value).map(([key, child]) => [key, resolve(child)]))
  }
  // The shape stays: strings become strings.
  return resolve(data) as T
}

/** Names of the variables in a string that have no value. */
export function unresolvedIn(value: string, lookUp: VariableValues['lookUp']): string[] {
  return valueParts(value).flatMap(part =>
    part.kind === 'variable' && lookUp(part.name) === undefined ? [part.name] : [],
  )
}
