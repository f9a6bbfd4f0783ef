/** Checked expectations as the JUnit XML that pipelines show. */
import { type CheckedExpectation, expectationText } from '#rehearsal/expectations.ts'
import { differenceText } from './rehearsal-text.ts'

export function junitXml(name: string, checked: readonly CheckedExpectation[]): string {
  const failed = checked.filter(({ differences }) => differences.length > 0)
  const cases = checked.map(({ expectation, differences }) => {
    const start = `    <testcase classname="${escaped(name)}" name="${escaped(expectationText(expectation))}"`
    if (differences.length === 0) return `${start}/>`
    const text = escaped(differences.map(differenceText).join('; '))
    return `${start}>\n      <failure message="${text}"/>\n    </testcase>`
  })
  const counts = `tests="${checked.length}" failures="${failed.length}"`
  return `<?xml version="1.0" encoding="UTF-8"?>
<testsuites ${counts}>
  <testsuite name="${escaped(name)}" ${counts}>
${cases.join('\n')}
  </testsuite>
</testsuites>
`
}

const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' }

/** Control characters have no place in XML at all. */
function escaped(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is taken out
  return text.replace(/[\u0000-\u001f]/g, ' ').replace(/[&<>"]/g, sign => entities[sign] ?? sign)
}
