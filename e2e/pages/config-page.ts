/** What a user does on the Config page. */
import { expect, type Page } from '@playwright/test'

export type ConfigPage = ReturnType<typeof createConfigPage>

export function createConfigPage(page: Page, url: string) {
  const problems = page.getByRole('region', { name: 'Problems' })
  const form = page.getByRole('region', { name: 'Form', exact: true })
  const source = page.getByRole('region', { name: 'Source', exact: true })
  const output = page.getByRole('region', { name: 'Output', exact: true })
  const importBox = page.getByRole('textbox', { name: 'Paste anything from the Kong docs' })

  return {
    problems,
    form,
    source,
    output,
    importBox,
    open: async () => {
      await page.goto(`${url}/config`)
      await expect(page.getByRole('heading', { name: 'Config', level: 1 })).toBeAttached()
    },
    /** Pastes by keyboard into whatever has the focus. */
    paste: async (text: string) => {
      await page.evaluate(pasted => navigator.clipboard.writeText(pasted), text)
      await page.keyboard.press('Control+V')
    },
    /** Adds what the import box shows. */
    add: async () => {
      await expect(page.getByRole('button', { name: 'Add to the workspace' })).not.toHaveAttribute(
        'aria-disabled',
      )
      await page.keyboard.press('Enter')
    },
    expectErrors: async (count: number) => {
      const name = new RegExp(`^${count} errors?,`)
      await expect(problems.getByRole('button', { name })).toBeVisible()
    },
    /** Types into the source, after its last line. */
    typeAtEnd: async (text: string) => {
      await expect(source.locator('.monaco-editor').first()).toBeVisible()
      await source.locator('.view-lines').click()
      await page.keyboard.press('Control+End')
      await page.keyboard.type(text)
    },
    showFormat: (format: string) => page.getByRole('tab', { name: format, exact: true }).click(),
  }
}
