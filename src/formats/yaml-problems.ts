/** Parses YAML and says what is wrong with it in the studio's words. */
import { type Document, parseDocument } from 'yaml'
import type { MaskedText } from './mask.ts'

/** What is wrong with a text as YAML. */
export interface SyntaxProblem {
  code: string
  message: string
  start: number
  end: number
}

/** Broken text makes every later line an error too: the first ones say enough. */
const MAX_PROBLEMS = 20
/** How deep values may stand: far deeper than any plugin's config. */
export const MAX_DEPTH = 100

export function tooDeep(): SyntaxProblem {
  const message = `The text is nested too deeply; the studio reads ${MAX_DEPTH} levels.`
  return { code: 'too-deep', message, start: 0, end: 0 }
}

/** The first problems, in the order of the text. */
export function firstProblems(problems: readonly SyntaxProblem[]): SyntaxProblem[] {
  return problems.toSorted((left, right) => left.start - right.start).slice(0, MAX_PROBLEMS)
}

function syntaxProblems(document: Document, restore: MaskedText['restore']): SyntaxProblem[] {
  if (document.errors.some(({ message }) => message.includes('call stack'))) return [tooDeep()]
  return document.errors.map(error => ({
    code: error.code === 'MULTIPLE_DOCS' ? 'several-documents' : 'yaml-syntax',
    message:
      error.code === 'MULTIPLE_DOCS'
        ? 'A state file is one YAML document; `---` starts a second one here.'
        : `Not valid YAML: ${restore(error.message).replace(/\.?$/, '.')}`,
    start: error.pos[0],
    end: Math.max(error.pos[1], error.pos[0]),
  }))
}

/** Parses a text whose placeholders are covered. Throws a RangeError for one that is nested too deeply for the stack. */
export function parseYaml({ text, restore }: Pick<MaskedText, 'text' | 'restore'>): {
  document: Document
  problems: SyntaxProblem[]
} {
  const document = parseDocument(text, { prettyErrors: false, uniqueKeys: false, logLevel: 'error' })
  return { document, problems: syntaxProblems(document, restore) }
}
