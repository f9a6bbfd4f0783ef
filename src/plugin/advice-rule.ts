/** What a rule of advice is, what it is told about a plugin's surroundings, and what it finds. */
import type { MeteringConfig } from './config.ts'

/** Where something stands, as keys and indexes. */
export type FieldPath = readonly (string | number)[]

type Severity = 'error' | 'warning' | 'hint'

/** What a rule found in a config, before its place in a text is known. */
export interface Found {
  /** What was expected and what was found, in plain numbers. */
  message: string
  /** Below the plugin row: `['config', 'subject', 'field']`. */
  path: FieldPath
  /** Instead of the rule's own, where a finding has a reason of its own. */
  why?: string
  /** Instead of the rule's own. */
  severity?: Severity
  /** A change that mends it: the value to set (undefined removes the field) at a path below the plugin's row, or below another. */
  fix?: { label: string; path: FieldPath; value: unknown; row?: FieldPath }
}

/** A finding about a config with the name of its rule. */
export interface Finding extends Found {
  severity: Severity
  /** Stable name of the rule, kebab-case. */
  code: string
}

/** An AI plugin that runs where the metering plugin does. */
export interface AiPlugin {
  name: string
  /** Where its row stands in the document. */
  row: FieldPath
  /** The `logging` fields below its row that are not `true`, of each place that has them (the targets of ai-proxy-advanced). */
  statisticsOff: readonly FieldPath[]
  payloadsOff: readonly FieldPath[]
}

/** What else the document says that a plugin's effect depends on. */
export interface AdviceContext {
  /** Whether an authentication plugin runs where this one does; undefined where the document cannot tell. */
  authenticated: boolean | undefined
  /** Names of credentials that an authentication plugin removes from the request (`hide_credentials`). */
  hiddenCredentials: readonly string[]
  /** The AI plugins that run where this one does; undefined where the document cannot tell. */
  aiPlugins: readonly AiPlugin[] | undefined
}

/** A rule over a plugin's config; what it finds has its code, its severity and its reason. */
export interface Rule {
  code: string
  severity: Severity
  /** Why it matters, with the document that says so. */
  why?: string
  find: (config: MeteringConfig, context: AdviceContext) => Found[]
}
