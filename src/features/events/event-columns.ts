/** The list's columns: which there are, and which a reader has chosen in which order. */
import { z } from 'zod'

export const eventColumns = [
  'time',
  'age',
  'type',
  'subject',
  'customer',
  'delivery',
  'check',
  'source',
  'id',
  'method',
  'path',
  'status',
  'route',
  'service',
  'consumer',
] as const
export type EventColumn = (typeof eventColumns)[number]

/** The heading, and the width as a track of a CSS grid. */
export const columnLooks: Record<EventColumn, { label: string; width: string; least: number }> = {
  time: { label: 'Time', width: '150px', least: 150 },
  age: { label: 'Age', width: '84px', least: 84 },
  type: { label: 'Type', width: 'minmax(124px, 1.4fr)', least: 124 },
  subject: { label: 'Subject', width: 'minmax(96px, 1fr)', least: 96 },
  customer: { label: 'Customer', width: 'minmax(90px, 0.8fr)', least: 90 },
  delivery: { label: 'Delivery', width: '128px', least: 128 },
  check: { label: 'Check', width: 'minmax(192px, 1.3fr)', least: 192 },
  source: { label: 'Source', width: 'minmax(100px, 1fr)', least: 100 },
  id: { label: 'Id', width: 'minmax(100px, 1fr)', least: 100 },
  method: { label: 'Method', width: '76px', least: 76 },
  path: { label: 'Path', width: 'minmax(120px, 1.2fr)', least: 120 },
  status: { label: 'Status', width: '64px', least: 64 },
  route: { label: 'Route', width: 'minmax(100px, 0.8fr)', least: 100 },
  service: { label: 'Service', width: 'minmax(100px, 0.8fr)', least: 100 },
  consumer: { label: 'Consumer', width: 'minmax(100px, 0.8fr)', least: 100 },
}

export const usualColumns: readonly EventColumn[] = [
  'time',
  'type',
  'subject',
  'customer',
  'delivery',
  'check',
]

/** Columns as they are kept, in a link or in the browser: at least one, none twice. */
export const chosenColumns = z
  .array(z.enum(eventColumns))
  .min(1)
  .refine(columns => new Set(columns).size === columns.length, 'has a column twice')

/** Shows a column last, or hides it; the last one stays. */
export function toggleColumn(columns: readonly EventColumn[], column: EventColumn): readonly EventColumn[] {
  if (!columns.includes(column)) return [...columns, column]
  return columns.length === 1 ? columns : columns.filter(shown => shown !== column)
}

/** Moves a column by one place; at the ends it stays. */
export function moveColumn(
  columns: readonly EventColumn[],
  column: EventColumn,
  by: -1 | 1,
): readonly EventColumn[] {
  const from = columns.indexOf(column)
  const to = from + by
  if (from < 0 || to < 0 || to >= columns.length) return columns
  return columns.toSpliced(from, 1).toSpliced(to, 0, column)
}

/** Columns in a link: `time,subject`; a damaged list counts as none. */
export function columnsOfText(text: string): readonly EventColumn[] | undefined {
  return chosenColumns.safeParse(text.split(',')).data
}
