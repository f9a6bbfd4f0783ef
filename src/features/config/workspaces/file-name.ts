/** What an export is saved as: `tutorial-2026-11-21.mbstudio.json`; the date of an RFC 3339 time. */
export function fileName(exportedAt: string, name = 'metering-studio'): string {
  const plain = name
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, '-')
    .replace(/^-+|-+$/g, '')
  return `${plain === '' ? 'workspace' : plain}-${exportedAt.slice(0, 10)}.mbstudio.json`
}
