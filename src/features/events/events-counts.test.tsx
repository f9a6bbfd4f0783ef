import { screen, waitFor, within } from '@testing-library/react'
import { expect, test } from 'vitest'
import { describeEventsPage, rowNames } from '#testing/events-page.tsx'
import { aDroppedExchange, anEventInFlight, anExchange, aStoredEvent } from '#testing/exchange-record.ts'

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

/** 700 events of the last minutes, so that the list's own rows end behind them; before that 3 requests. */
async function oldRequests() {
  const { rehearsal, events } = page.backend()
  rehearsal.record({ ...aDroppedExchange('old-drop'), at: at(-86_400) })
  rehearsal.record({ ...lost('old-lost'), at: at(-86_400) })
  rehearsal.record({ ...anExchange('old'), at: at(-86_400), uri: '/old' })
  const stored = (id: string, second: number) => ({
    event: aStoredEvent(id, { time: at(second) }),
    ingested_at: at(second),
    stored_at: at(second),
  })
  const recent = Array.from({ length: 700 }, (_, index) => stored(`${index}`, index - 700))
  await events.append([stored('old', -86_400), ...recent])
}

test('a filter that no stored event meets looks through all requests that are kept', async () => {
  await oldRequests()
  const { user } = page.show('/events?q=path:/old')
  await waitFor(() => expect(rowNames()).toEqual(['kong.api_request, subject alice, Delivered 202']))
  // What the store knows of it is read when it is looked at.
  await user.click(screen.getByRole('row', { name: /Delivered 202/ }))
  await within(screen.getByRole('complementary')).findByText('No customer')
})

test('facets of an outcome count what they would list, however old it is', async () => {
  await oldRequests()
  const { user } = page.show()
  await user.click(await screen.findByRole('checkbox', { name: 'Outcome: Lost, 1 row' }))
  await waitFor(() => expect(rowNames()).toEqual(['kong.api_request, subject alice, Lost']))
  screen.getByRole('checkbox', { name: 'Outcome: Emitted, 701 rows' })
  screen.getByRole('checkbox', { name: 'Outcome: Dropped, 1 row' })
})

test('an event of history has its request as long as the gateway keeps that', async () => {
  await oldRequests()
  const { user } = page.show()
  const grid = await screen.findByRole('grid')
  await waitFor(() => expect(grid.getAttribute('aria-rowcount')).toBe('702'))
  await user.type(screen.getByRole('searchbox'), '/old')
  await screen.findByText(/older events were looked at here/)
  await waitFor(() =>
    expect(rowNames()).toEqual(['kong.api_request, subject alice, Delivered 202, No customer']),
  )
})

test('the tabs go on counting while the list is held', async () => {
  lostAndDropped()
  const { user } = page.show('/events?view=lost')
  await screen.findByRole('tab', { name: 'Lost 150' })
  await user.click(screen.getByRole('button', { name: 'Pause' }))
  page.backend().rehearsal.record({ ...lost('new'), at: at(2000) })
  page.backend().rehearsal.settle('request-700', 'lost')
  await screen.findByRole('tab', { name: 'Lost 152' })
  screen.getByText(/^Paused at .*, 1 waiting$/)
  await user.click(screen.getByRole('button', { name: 'Pause' }))
  await waitFor(() => expect(screen.getByRole('grid').getAttribute('aria-rowcount')).toBe('153'))
})

test('what is excluded of requests is excluded of old events too, as far as the gateway knows them', async () => {
  await oldRequests()
  page.show('/events?q=-path:/old')
  const grid = await screen.findByRole('grid')
  await screen.findByText(/all older events were looked at here/)
  await waitFor(() => expect(grid.getAttribute('aria-rowcount')).toBe('701'))
})
