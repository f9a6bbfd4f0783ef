import { create } from 'zustand'

/** `system` follows the operating system. */
export type Theme = 'system' | 'light' | 'dark'

function readTheme(): Theme {
  const { theme } = document.documentElement.dataset
  return theme === 'light' || theme === 'dark' ? theme : 'system'
}

/** The chosen theme. `index.html` sets it on the document before the first paint; this keeps both alike. */
export const useTheme = create<{ theme: Theme; setTheme: (theme: Theme) => void }>(set => ({
  theme: readTheme(),
  setTheme: theme => {
    set({ theme })
    if (theme === 'system') delete document.documentElement.dataset.theme
    else document.documentElement.dataset.theme = theme
    try {
      localStorage.setItem('theme', theme)
    } catch {
      // Storage is blocked: the choice lasts as long as the page.
    }
  },
}))
