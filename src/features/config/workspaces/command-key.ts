/** The key of commands as this machine's keyboard has it: `⌘` or `Ctrl+`. */
export const commandKey = /Mac|iPhone|iPad/.test(navigator.userAgent) ? '⌘' : 'Ctrl+'
