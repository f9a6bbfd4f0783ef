import { expect, test } from 'vitest'
import { fileText } from './dropped-files.ts'

test('several files become one text', async () => {
  const files = [new File(['a: 1\n'], 'a.yaml'), new File(['b: 2\n'], 'b.yaml')]
  expect(await fileText(files)).toEqual({ text: 'a: 1\n\nb: 2\n' })
})

test.for([
  ['binary', new File(['\0\u0001'], 'logo.png'), 'logo.png is not a text file.'],
  [
    'too large',
    new File(['x'.repeat(4_500_000)], 'big.yaml'),
    'big.yaml has 4.5 MB; the studio reads up to 4 MB.',
  ],
] as const)('a %s file is refused in words', async ([, file, problem]) => {
  expect(await fileText([file])).toEqual({ problem })
})
