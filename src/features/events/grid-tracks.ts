/** The grid's columns at a width. */
import { columnLooks, type EventColumn } from './event-columns.ts'

export interface GridTracks {
  columns: readonly EventColumn[]
  /** `grid-template-columns`. */
  template: string
  /** Pixels below which the list scrolls sideways. */
  least: number
}

const outcomeWidth = 30
/** What gives way first where not all columns fit: it is in the drawer too. */
const givesWay: readonly EventColumn[] = ['customer', 'age', 'source', 'id', 'service', 'consumer', 'route']

/** The chosen columns; beside the drawer those that do not fit give way, the others scroll. `width` 0: not known. */
export function gridTracks(chosen: readonly EventColumn[], width: number): GridTracks {
  let columns = chosen
  for (const column of givesWay) {
    if (width === 0 || leastWidth(columns) <= width || columns.length === 1) break
    columns = columns.filter(one => one !== column)
  }
  const template = [`${outcomeWidth}px`, ...columns.map(column => columnLooks[column].width)].join(' ')
  return { columns, template, least: leastWidth(columns) }
}

function leastWidth(columns: readonly EventColumn[]): number {
  return columns.reduce((sum, column) => sum + columnLooks[column].least, outcomeWidth)
}
