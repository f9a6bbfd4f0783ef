import { Toaster } from 'sonner'
import { useTheme } from './use-theme.ts'

/** The corner that `notifyError` speaks from; stands once in the page, loaded after it. */
export function Notices() {
  const { theme } = useTheme()
  return (
    <Toaster
      theme={theme}
      position="bottom-right"
      closeButton
      mobileOffset={{ bottom: 72 }}
      // Also over a dialog, which takes the pointer from everything else: Undo of what it did.
      toastOptions={{ style: { pointerEvents: 'auto' } }}
    />
  )
}
