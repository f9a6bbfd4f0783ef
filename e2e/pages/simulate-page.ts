/** What a user does on the Simulate page. */
import { expect, type Page } from '@playwright/test'

export function createSimulatePage(page: Page, url: string) {
  const result = page.getByRole('region', { name: 'Result' })
  return {
    result,
    open: async (tab = 'compose') => {
      await page.goto(`${url}/simulate?tab=${tab}`)
      await expect(page.getByRole('heading', { name: 'Simulate', level: 1 })).toBeAttached()
    },
    paste: async (text: string) => {
      await page.evaluate(pasted => navigator.clipboard.writeText(pasted), text)
      await page.getByRole('textbox', { name: 'Paste requests' }).focus()
      await page.keyboard.press('ControlOrMeta+v')
      await expect(page.getByText(/^Read as /)).toBeVisible()
    },
    run: () => page.keyboard.press('ControlOrMeta+Enter'),
    expectResult: (text: string | RegExp) =>
      expect(result.getByRole('heading', { name: text })).toBeVisible({ timeout: 60_000 }),
  }
}
