/** Monaco's completion, hover and code actions over what the editor's owner knows about the text. */
import { type IDisposable, type IRange, languages, type editor as monacoEditor } from 'monaco-editor/editor'
import type { RefObject } from 'react'
import type { EditorMark, SourceProps, Suggestion } from './source-props.ts'

type Editor = monacoEditor.IStandaloneCodeEditor
type Model = monacoEditor.ITextModel

const kinds = {
  key: languages.CompletionItemKind.Property,
  value: languages.CompletionItemKind.Value,
}

/** After a key its value is asked for at once. */
const askAgain = { id: 'editor.action.triggerSuggest', title: 'Suggest' }

function rangeIn(model: Model, start: number, end: number): IRange {
  const [from, to] = [model.getPositionAt(start), model.getPositionAt(end)]
  return {
    startLineNumber: from.lineNumber,
    startColumn: from.column,
    endLineNumber: to.lineNumber,
    endColumn: to.column,
  }
}

function toItem(model: Model, suggestion: Suggestion, index: number): languages.CompletionItem {
  const { kind, label, insert, start, end, detail, documentation } = suggestion
  return {
    kind: kinds[kind],
    label: { label, description: detail },
    insertText: insert,
    range: rangeIn(model, start, end),
    documentation,
    sortText: String(index).padStart(4, '0'),
    ...(kind === 'key' ? { command: askAgain } : {}),
  }
}

function touches({ range }: EditorMark, lines: IRange): boolean {
  return range.line <= lines.endLineNumber && range.endLine >= lines.startLineNumber
}

/** Ties an editor to its owner's knowledge until it is disposed of. `textOf`: the owner's text of what is shown. */
export function assist(
  editor: Editor,
  latest: RefObject<SourceProps>,
  textOf: (shown: string) => string,
): IDisposable {
  const own = (model: Model) => model === editor.getModel()
  const fixCommand = editor.addCommand(0, (_, mark: EditorMark) => latest.current.onFix(mark)) ?? ''
  const registrations = [
    languages.registerCompletionItemProvider('yaml', {
      triggerCharacters: [' ', '"'],
      provideCompletionItems: async (model, position) => {
        if (!own(model)) return { suggestions: [] }
        const found = await latest.current.assist.complete(
          textOf(model.getValue()),
          model.getOffsetAt(position),
        )
        return { suggestions: found.map((suggestion, index) => toItem(model, suggestion, index)) }
      },
    }),
    languages.registerHoverProvider('yaml', {
      provideHover: async (model, position) => {
        if (!own(model) || textOf(model.getValue()) !== latest.current.text) return null
        const value = await latest.current.assist.hover(model.getOffsetAt(position))
        return value === undefined ? null : { contents: [{ value }] }
      },
    }),
    languages.registerCodeActionProvider('yaml', {
      provideCodeActions: (model, range) => {
        const marks = own(model) ? latest.current.marks.filter(mark => mark.fix && touches(mark, range)) : []
        const actions = marks.map(mark => ({
          title: mark.fix?.label ?? '',
          kind: 'quickfix',
          command: { id: fixCommand, title: mark.fix?.label ?? '', arguments: [mark] },
        }))
        return { actions, dispose: () => undefined }
      },
    }),
  ]
  return {
    dispose: () => {
      for (const registration of registrations) registration.dispose()
    },
  }
}
