/** One line that says what a pasted text was read as. */
import type { ImportBlock, ImportFormat } from './import-text.ts'
import { isMetering } from './plugin-reading.ts'
import { rawEntities } from './state-file.ts'

const labels: Readonly<Record<Exclude<ImportFormat, 'deck'>, string>> = {
  'admin-api': 'Admin API',
  'konnect-api': 'Konnect API',
  kic: 'Kubernetes (KIC)',
  terraform: 'Terraform',
  json: 'API answer (JSON)',
}

function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`
}

function counts(blocks: readonly ImportBlock[], format: ImportFormat): string[] {
  const raws = blocks.map(({ file }) => rawEntities(file))
  const totals = (['services', 'routes', 'consumers', 'plugins'] as const).map(
    section => raws.flatMap(raw => raw[section]).length,
  )
  const [services = 0, routes = 0, consumers = 0, plugins = 0] = totals
  const metering = format === 'deck' ? 0 : raws.flatMap(raw => raw.plugins.filter(isMetering)).length
  const nouns: [number, string][] = [
    [services, 'service'],
    [routes, 'route'],
    [consumers, 'consumer'],
    [metering, 'metering plugin'],
    [plugins - metering, metering > 0 ? 'other plugin' : 'plugin'],
  ]
  return nouns.filter(([total]) => total > 0).map(([total, noun]) => count(total, noun))
}

/** `Terraform · 1 metering plugin`; several formats are joined by `; `. Undefined when there is nothing. */
export function detectedAs(blocks: readonly ImportBlock[], wrapped: boolean): string | undefined {
  const formats = [...new Set(blocks.map(({ format }) => format))]
  const sentences = formats.map(format => {
    const own = blocks.filter(block => block.format === format)
    if (format !== 'deck') return [labels[format], ...counts(own, format)].join(' · ')
    const wrapper = own.length === 1 ? 'shell wrapper ignored' : 'shell wrappers ignored'
    return [
      own.length === 1 ? 'decK state file' : `${own.length} decK state files`,
      ...counts(own, format),
      ...(wrapped ? [wrapper] : []),
    ].join(' · ')
  })
  return sentences.length === 0 ? undefined : sentences.join('; ')
}
