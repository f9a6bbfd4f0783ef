/** What every renderer takes and gives: one plugin and options in, snippets out. */
import type { DocumentPath } from '#entities/gateway-state.ts'
import type { MeteringPlugin } from '#plugin/plugin.ts'
import type { GatewayRelease } from '#plugin/release.ts'
import type { ScopeKind } from '#plugin/scope.ts'

/** One block of text to copy. `kind` says what it is: `kong.yaml`, `curl`, `manifest`, `secret`, `annotate`, `provider`, `resource`, `variables`. */
export interface Snippet {
  kind: string
  language: 'yaml' | 'bash' | 'powershell' | 'hcl' | 'json'
  /** The label of an alternative: snippets with tabs are one of several ways. */
  tab?: string
  text: string
}

/**
 * The scope to render for. A kind replaces the plugin's own scope; without a name, the documents' placeholder
 * stands in its place. `own` renders the scope that the plugin has, with all the entities that it names.
 */
type TargetScope = { kind: ScopeKind; name?: string | undefined } | { kind: 'own' }

export interface RenderOptions {
  scope: TargetScope
  /** `docs`: laid out byte for byte as Kong's documents show it. `corrected`: what runs as it stands. */
  mode: 'docs' | 'corrected'
  /** Whose defaults `defaults: 'written'` writes; 3.16 when absent. */
  gateway?: GatewayRelease
  /** Konnect's region, `us`, `eu`, …: that of the ingest endpoint when absent, else the placeholder `{region}`. */
  region?: string | undefined
  /** The Konnect control plane; its id and name are placeholders or left out when absent. */
  controlPlane?: { id?: string; name?: string }
  /** The shell of commands in corrected mode; POSIX (bash, zsh, sh) when absent. */
  shell?: 'posix' | 'powershell'
  /** `minimal` (when absent): the fields that the author wrote. `written`: all others too, with their defaults. */
  defaults?: 'minimal' | 'written'
  /** The Admin API's base URL; http://localhost:8001 when absent. */
  adminUrl?: string
  /** Where KIC takes the config from: the manifest, a Secret as a whole, or a Secret for the token only. */
  kicStrength?: 'inline' | 'configFrom' | 'configPatches'
  /**
   * What the plugin is called in Kubernetes and Terraform in corrected mode, where several stand side by side;
   * `metering-and-billing` when absent.
   */
  resourceName?: string
  /** decK's state file alone, or in a command that applies it. */
  deckForm?: 'file' | 'command'
}

export const formatIds = ['deck', 'admin-api', 'konnect-api', 'kic', 'terraform'] as const
export type FormatId = (typeof formatIds)[number]

/** A way to write a plugin down. */
export interface Format {
  id: FormatId
  label: string
  /** The name of a downloaded file. */
  filename: (options: RenderOptions) => string
  render: (plugin: MeteringPlugin, options: RenderOptions) => Snippet[]
}

/** A part of the plugin that a format cannot carry. */
export interface Omission {
  /** Where it stands in the plugin: `['condition']`, `['config', 'queue', 'failure_threshold']`. */
  path: DocumentPath
  why: string
}

/** All snippets as one text: their texts, with one blank line between. */
export function snippetText(snippets: readonly Snippet[]): string {
  return snippets.map(snippet => snippet.text).join('\n\n')
}
