import { useQuery } from '@tanstack/react-query'
import { useRef } from 'react'
import { listStudioEvents } from '#api/event-contract.ts'
import { call } from './call.ts'
import { type Row, storedRow } from './event-row.ts'
import type { RowList } from './row-list.ts'

/** The row of a key: of those that are here, else as it was last seen, else as the store has it. */
export function useOpenRow(key: string | undefined, rows: RowList, live: readonly Row[]): Row | undefined {
  const seen = useRef<Row>(undefined)
  const here =
    key === undefined ? undefined : (rows.at(rows.indexOf(key)) ?? live.find(row => row.key === key))
  if (here !== undefined) seen.current = here
  const known = seen.current?.key === key ? seen.current : undefined
  const isWhole = known !== undefined && !isHalfKnown(known)
  const { data } = useQuery({
    queryKey: ['event', key],
    queryFn: async () => {
      const page = await call(listStudioEvents, {
        query: { filter: { id: { eq: key ?? '' } }, page: { size: 1 } },
      })
      const [found] = page.data
      return found === undefined ? null : storedRow(found)
    },
    retry: false,
    enabled: key !== undefined && !isWhole,
  })
  if (key === undefined) return undefined
  if (known === undefined) return data ?? undefined
  return isWhole || data == null ? known : { ...known, ...(data.ingested && { ingested: data.ingested }) }
}

/** An event that was delivered, and that the page has only of the gateway: the store may have it. */
function isHalfKnown(row: Row): boolean {
  return row.kind === 'event' && row.delivery === 'delivered' && row.ingested === undefined
}
