/** What a user does on the Events page. */
import { expect, type Page } from '@playwright/test'

export type EventsPage = ReturnType<typeof createEventsPage>

export function createEventsPage(page: Page, url: string) {
  const grid = page.getByRole('grid', { name: 'Events and requests' })
  return {
    grid,
    open: async (query = '') => {
      await page.goto(`${url}/events${query}`)
      await expect(page.getByRole('heading', { name: 'Events', level: 1 })).toBeVisible()
    },
    rows: (name: string | RegExp) => grid.getByRole('row', { name }),
    expectCount: (view: string, count: number) =>
      expect(page.getByRole('tab', { name: `${view} ${count}`, exact: true })).toBeVisible(),
    show: (view: string) => page.getByRole('tab', { name: new RegExp(`^${view} \\d`) }).click(),
    details: page.getByRole('complementary'),
    showDetail: (tab: string) => page.getByRole('complementary').getByRole('tab', { name: tab }).click(),
  }
}
