/** Applies the plugin's advice to a document: tells it what stands around each plugin, and places the findings. */
import type { GatewayState } from '#entities/gateway-state.ts'
import { advice } from '#plugin/advice.ts'
import type { Finding } from '#plugin/advice-rule.ts'
import { adviceContexts } from './advice-context.ts'
import { reportRows } from './check-rows.ts'
import { reportScopes } from './check-scopes.ts'
import { editsOn } from './edit-document.ts'
import type { PluginReading } from './plugin-reading.ts'
import type { Reporter } from './reporter.ts'

function place(reporter: Reporter, reading: PluginReading, { fix, ...finding }: Finding): void {
  const path = [...reading.path, ...finding.path]
  const row = fix?.row ?? reading.path
  const edits = fix === undefined ? [] : editsOn(reporter.source, [...row, ...fix.path], fix.value)
  const quickFix = fix === undefined || edits.length === 0 ? {} : { fix: { label: fix.label, edits } }
  reporter.report({ ...finding, path, ...quickFix })
}

/** Reports the advice on every plugin whose config is valid, and on how the plugins stand to each other. */
export function reportAdvice(reporter: Reporter, plugins: PluginReading[], state: GatewayState): void {
  const rows = new Map(state.plugins.map(row => [row.origin.join('/'), row]))
  const contextOf = adviceContexts(state)
  for (const reading of plugins) {
    if (reading.config === undefined) continue
    const context = contextOf(rows.get(reading.path.join('/')))
    for (const finding of advice(reading.config, context)) place(reporter, reading, finding)
  }
  reportScopes(reporter, plugins, state)
  reportRows(reporter, plugins)
}
