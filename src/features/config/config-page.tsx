import { useWorkspace } from './workspace-provider.tsx'

/** The Config page: one document as form, source and outputs, with its problems. */
export function ConfigPage() {
  const text = useWorkspace(({ history }) => history.present.text)
  const changeText = useWorkspace(workspace => workspace.changeText)
  return (
    <textarea
      aria-label="kong.yaml source"
      value={text}
      onChange={e => changeText(e.target.value, 'typing')}
    />
  )
}
