import { expect, test } from './studio.ts'
import { tutorialBlocks, tutorialDocument } from './tutorial.ts'

test('a document that breaks keeps the last valid exports, and says so', async ({ page, studio, config }) => {
  await studio.rehearse(tutorialDocument)
  await config.open()
  await config.showFormat('Terraform')
  await expect(config.output).toContainText('look_up_value_in')
  await config.typeAtEnd('  - name: [\n')
  await expect(config.output.getByText('last valid version')).toBeVisible()
  await expect(config.output).toContainText('look_up_value_in')
  await expect(config.problems.getByRole('button', { name: /^Error, line/ }).first()).toBeVisible()
  await page.keyboard.press('Control+z')
  await config.expectErrors(0)
  await expect(config.output.getByText('last valid version')).toBeHidden()
})

test('an unknown field is an error at its line', async ({ studio, config }) => {
  await studio.rehearse(tutorialDocument.replace('look_up_value_in: consumer', 'look_up_value_inn: consumer'))
  await config.open()
  await expect(
    config.problems.getByRole('button', { name: /^Error, line .*look_up_value_inn/ }).first(),
  ).toBeVisible()
})

test('a paste of 10 MB is refused in place and nothing is lost', async ({ page, config }) => {
  await config.open()
  await config.paste('# x\n'.repeat(2_500_000))
  await expect(page.getByText(/The paste has 10\.0 million characters/)).toBeVisible()
  await config.importBox.focus()
  await config.paste(tutorialBlocks[0] ?? '')
  await config.add()
  await expect(config.source).toContainText('example-service')
})

test('without Monaco the source is a text area and everything works', async ({ page, studio, config }) => {
  await page.route(/code-editor-.*\.js/, route => route.abort())
  await studio.rehearse(tutorialDocument)
  await config.open()
  const source = page.getByRole('textbox', { name: /^kong\.yaml source/ })
  await expect(source).toHaveValue(tutorialDocument)
  await source.fill(tutorialDocument.replace('look_up_value_in: consumer', 'look_up_value_in: application'))
  await expect(config.form.getByRole('combobox', { name: 'Look up value in' })).toHaveValue('application')
  await expect(config.output).toContainText('look_up_value_in: application')
  await config.expectErrors(0)
})
