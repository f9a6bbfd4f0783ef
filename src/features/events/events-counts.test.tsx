import { screen, waitFor } from '@testing-library/react'
import { expect, test } from 'vitest'
import { describeEventsPage } from '#testing/events-page.tsx'
import { aDroppedExchange, anEventInFlight, anExchange } from '#testing/exchange-record.ts'

const page = describeEventsPage()
const noon = Date.UTC(2026, 10, 21, 12)

const at = (second: number) => new Date(noon + second * 1000).toISOString()
const lost = (id: string) =>
  anExchange(id, { events: [anEventInFlight(id, { delivery: 'lost', reason: 'max_entries', attempts: [] })] })

/** Behind 500 requests that ended well: 150 whose event was lost and 130 that were dropped. */
function lostAndDropped() {
  const { rehearsal } = page.backend()
  let second = 0
  const record = (count: number, make: (id: string) => ReturnType<typeof anExchange>) => {
    for (let index = 0; index < count; index += 1) {
      second += 1
      rehearsal.record({ ...make(`${second}`), at: at(second) })
    }
  }
  record(150, lost)
  record(130, aDroppedExchange)
  record(500, anExchange)
}

test('the tabs count all that the gateway keeps on a fresh load, and list it', async () => {
  lostAndDropped()
  const { user } = page.show()
  await screen.findByRole('tab', { name: 'Lost 150' })
  screen.getByRole('tab', { name: 'Dropped 130' })
  screen.getByRole('tab', { name: 'Emitted 650' })
  screen.getByRole('tab', { name: 'All 780' })
  await user.click(screen.getByRole('tab', { name: 'Lost 150' }))
  const grid = screen.getByRole('grid')
  await waitFor(() => expect(grid.getAttribute('aria-rowcount')).toBe('151'))
})
