import { GitCompare } from 'lucide-react'
import { Button } from '#ui/button.tsx'
import { useWorkspaceDialog } from './workspace-dialog-state.ts'

export function ChangesButton() {
  const show = useWorkspaceDialog(state => state.show)
  return (
    <Button
      size="small"
      icon={<GitCompare aria-hidden="true" />}
      title="What changed since the last snapshot"
      onClick={() => show({ name: 'changes' })}
    >
      Changes
    </Button>
  )
}
