/** HCL as Kong's documents print a config: no aligned keys, a blank line before an object, a list's end on its last item's line. */
import { hclScalar, type VariableNames } from './hcl.ts'
import { entriesOf, type Fields, isFields, isList, type Value } from './plugin-row.ts'

/** The lines of an object's body at a margin, without its braces. */
export function documentedBody(fields: Fields, margin: string, names: VariableNames): string[] {
  return entriesOf(fields).flatMap(([key, value]) => {
    if (isFields(value)) {
      const body = documentedBody(value, `${margin}  `, names)
      return ['', `${margin}${key} = {`, ...body, `${margin}}`]
    }
    if (isList(value)) return documentedList(value, `${margin}${key} = `, names)
    return [`${margin}${key} = ${hclScalar(value, names)}`]
  })
}

function documentedList(list: readonly Value[], head: string, names: VariableNames): string[] {
  const objects = list.filter(isFields)
  if (objects.length === 0) return [`${head}[${list.map(item => hclScalar(item, names)).join(', ')}]`]
  const margin = ' '.repeat(head.search(/\S/))
  const items = objects.flatMap((item, index) => {
    const body = documentedBody(item, `${margin}    `, names)
    const isLast = index === objects.length - 1
    return [`${margin}  {`, ...body, ...(isLast ? [`${margin}  }${margin}]`] : [`${margin}  }, `, ''])]
  })
  return [`${head}[`, ...items]
}
