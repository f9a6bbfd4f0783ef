import { useCallback, useMemo } from 'react'
import { useSearchParams } from 'wouter'
import type { z } from 'zod'

/**
 * The page's state in its URL's query, parsed by a schema whose fields all have a default or are optional.
 * A value that the schema refuses counts as absent, so that a damaged link still opens. Changes replace the
 * history entry; `undefined` and an empty text remove a parameter.
 */
export function useSearchState<Schema extends z.ZodObject>(
  schema: Schema,
): [z.output<Schema>, (change: Partial<z.input<Schema>>) => void] {
  const [params, setParams] = useSearchParams()
  const state = useMemo(() => readParams(schema, params), [schema, params])
  const change = useCallback(
    (values: Partial<z.input<Schema>>) =>
      setParams(
        before => {
          const next = new URLSearchParams(before)
          for (const [name, value] of Object.entries(values)) {
            if (value === undefined || value === '') next.delete(name)
            else next.set(name, String(value))
          }
          return next
        },
        { replace: true },
      ),
    [setParams],
  )
  return [state, change]
}

function readParams<Schema extends z.ZodObject>(schema: Schema, params: URLSearchParams): z.output<Schema> {
  const all = Object.fromEntries(params)
  const whole = schema.safeParse(all)
  if (whole.success) return whole.data
  const refused = new Set(whole.error.issues.map(({ path }) => String(path[0])))
  return schema.parse(Object.fromEntries(Object.entries(all).filter(([name]) => !refused.has(name))))
}
