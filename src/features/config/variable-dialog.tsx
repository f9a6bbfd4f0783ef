import { documentVariables } from '#formats/document-variables.ts'
import { Button } from '#ui/button.tsx'
import { Dialog } from '#ui/dialog.tsx'
import { useReading } from './use-reading.ts'
import { VariableForms } from './variable-forms.tsx'
import { VariableValue } from './variable-value.tsx'

interface VariableDialogProps {
  /** Without decK's prefix. */
  name: string
  onClose: () => void
  /** Replaces the variable by a text. */
  onEdit: () => void
}

/** One variable: how each output writes it, and its value for the rehearsal. */
export function VariableDialog({ name, onClose, onEdit }: VariableDialogProps) {
  const names = documentVariables(useReading()).flatMap(found => (found.kind === 'env' ? found.name : []))
  return (
    <Dialog
      title={`Variable DECK_${name}`}
      open
      onClose={onClose}
      wide
      actions={
        <Button
          onClick={() => {
            onClose()
            onEdit()
          }}
        >
          Replace by a text
        </Button>
      }
    >
      <VariableForms name={name} names={names} />
      <VariableValue name={name} onSaved={onClose} />
    </Dialog>
  )
}
