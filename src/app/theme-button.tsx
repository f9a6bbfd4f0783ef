import { Monitor, Moon, Sun } from 'lucide-react'
import { Button } from '#ui/button.tsx'
import { type Theme, useTheme } from '#ui/use-theme.ts'

const themes: Record<Theme, { icon: typeof Sun; next: Theme }> = {
  system: { icon: Monitor, next: 'light' },
  light: { icon: Sun, next: 'dark' },
  dark: { icon: Moon, next: 'system' },
}

/** Goes round system, light and dark. */
export function ThemeButton() {
  const { theme, setTheme } = useTheme()
  const { icon: Icon, next } = themes[theme]
  return (
    <Button
      variant="quiet"
      icon={<Icon aria-hidden="true" />}
      aria-label={`Theme: ${theme}. Switch to ${next}`}
      title={`Theme: ${theme}`}
      onClick={() => setTheme(next)}
    />
  )
}
