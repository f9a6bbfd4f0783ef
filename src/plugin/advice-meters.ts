/** Advice on what is metered: both meters, the AI plugins that the token meter needs, the status codes that pass. */
import type { AiPlugin, FieldPath, Found, Rule } from './advice-rule.ts'
import { variableNames } from './variables.ts'

const aiMeter = ['config', 'meter_ai_token_usage']

const metersOff: Rule = {
  code: 'meters-off',
  severity: 'warning',
  find(config) {
    if (config.meter_api_requests || config.meter_ai_token_usage) return []
    const path = ['config', 'meter_api_requests']
    const message = 'Both meters are off: the plugin emits no event at all.'
    return [{ message, path, fix: { label: 'Meter API requests', path, value: true } }]
  },
}

const aiWithoutPlugin: Rule = {
  code: 'ai-without-plugin',
  severity: 'hint',
  why: 'Tokens are counted by `ai-proxy` and `ai-proxy-advanced`; a request without one gives no token event (Kong’s AI metering guide).',
  find({ meter_ai_token_usage: on, meter_api_requests: others }, { aiPlugins }) {
    if (!on || aiPlugins === undefined || aiPlugins.length > 0) return []
    const start = 'AI tokens are metered, but no AI plugin runs where this one does'
    if (!others) {
      return [{ severity: 'warning', message: `${start}: the plugin emits no event at all.`, path: aiMeter }]
    }
    const fix = { label: 'Do not meter AI tokens', path: aiMeter, value: false }
    return [{ message: `${start}: only API requests give events.`, path: aiMeter, fix }]
  },
}

/** What an AI plugin does not log, with a fix on its own row. */
function unlogged(plugin: AiPlugin, fields: readonly FieldPath[], message: string): Found[] {
  const [field] = fields
  if (field === undefined) return []
  const name = String(field.at(-1))
  const fix = { label: `Set \`${name}\` of ${plugin.name}`, path: field, value: true, row: plugin.row }
  return [{ message, path: aiMeter, fix }]
}

const aiWithoutStatistics: Rule = {
  code: 'ai-without-statistics',
  severity: 'warning',
  why: 'Token counts reach the log phase only with `logging.log_statistics: true` of the AI plugin, whose default is `false` (Kong’s AI metering guide).',
  find({ meter_ai_token_usage: on }, { aiPlugins = [] }) {
    if (!on) return []
    return aiPlugins.flatMap(plugin => {
      const message = `\`${plugin.name}\` does not log statistics (\`logging.log_statistics\` is not \`true\`), so its requests give no token events.`
      return unlogged(plugin, plugin.statisticsOff, message)
    })
  },
}

const aiWithoutPayloads: Rule = {
  code: 'ai-without-payloads',
  severity: 'hint',
  why: 'The guide to AI metering sets `logging.log_payloads` too: the estimate of a stream’s tokens is made from the logged payload (kong/llm).',
  find({ meter_ai_token_usage: on }, { aiPlugins = [] }) {
    if (!on) return []
    return aiPlugins.flatMap(plugin => {
      if (plugin.statisticsOff.length > 0) return []
      const message = `\`${plugin.name}\` does not log payloads, so a streamed answer without a token count of its own is metered as 0 tokens.`
      return unlogged(plugin, plugin.payloadsOff, message)
    })
  },
}

const statusRange: Rule = {
  code: 'status-range',
  severity: 'warning',
  why: 'A range is `FROM-TO`, both included, and is compared with the final status (kong/plugins/statsd, which has the same field).',
  find({ allow_status_codes: ranges = [] }) {
    return ranges.flatMap((range, index): Found[] => {
      const [, from = '', to = ''] = /^(\d+)-(\d+)$/.exec(range) ?? []
      if (variableNames(range).length > 0 || (from !== '' && Number(from) <= Number(to))) return []
      const message = `\`${range}\` is not a range of status codes such as \`200-299\`; it allows nothing.`
      const path = ['config', 'allow_status_codes', index]
      const meant = meantRange(range)
      if (meant === undefined) return [{ message, path }]
      return [{ message, path, fix: { label: `Change to \`${meant}\``, path, value: meant } }]
    })
  },
}

/** `2xx`, `404` and `299-200` as ranges. */
function meantRange(range: string): string | undefined {
  const [, hundreds] = /^([1-5])xx$/i.exec(range) ?? []
  if (hundreds !== undefined) return `${hundreds}00-${hundreds}99`
  if (/^[1-5]\d\d$/.test(range)) return `${range}-${range}`
  const [, high, low] = /^([1-5]\d\d)-([1-5]\d\d)$/.exec(range) ?? []
  return high === undefined ? undefined : `${low}-${high}`
}

export const meterRules: readonly Rule[] = [
  metersOff,
  aiWithoutPlugin,
  aiWithoutStatistics,
  aiWithoutPayloads,
  statusRange,
]
