/** The plugin entity around `config`: the fields that every Kong plugin row has (decK's state file, Admin API). */
import { z } from 'zod'
import type { MeteringConfigInput } from './config.ts'
import type { Scope } from './scope.ts'

/** The plugin's name in every format. */
export const METERING_PLUGIN = 'metering-and-billing'

/** The protocols that the plugin's schema lists; default grpc, grpcs, http, https. */
export const pluginProtocols = [
  'grpc',
  'grpcs',
  'http',
  'https',
  'tcp',
  'tls',
  'tls_passthrough',
  'udp',
  'ws',
  'wss',
] as const

export const defaultPluginProtocols: readonly (typeof pluginProtocols)[number][] = [
  'grpc',
  'grpcs',
  'http',
  'https',
]

/**
 * Fields beside `config` that the studio understands, with Kong's rules: `condition` has at most 1024
 * characters, a tag is printable and has neither `,` nor `/`.
 */
export const pluginFields = {
  id: z.string().min(1).optional().describe('The id of this plugin row.'),
  instance_name: z
    .string()
    .min(1)
    .optional()
    .describe(
      'A unique label for this plugin instance, shown in the queue log. It does not affect processing.',
    ),
  enabled: z.boolean().default(true).describe('Whether the plugin is applied.'),
  protocols: z
    .array(z.enum(pluginProtocols))
    .default([...defaultPluginProtocols])
    .describe('A set of strings representing protocols.'),
  tags: z
    .array(z.string().regex(/^[^,/\p{Cc}]+$/u, 'a tag is printable text without "," and "/"'))
    .optional()
    .describe('Labels to filter and group entities.'),
  condition: z
    .string()
    .max(1024)
    .nullish()
    .describe('An expression that decides per request whether the plugin runs: ATC in 3.14, CEL from 3.15.'),
}

/** One metering-and-billing plugin as its author wrote it: what a format renders and an import gives back. */
export interface MeteringPlugin {
  id?: string
  instance_name?: string
  enabled?: boolean
  protocols?: string[]
  tags?: string[]
  condition?: string | null
  /** From 3.16 on, without a documented meaning: passed through (decision 12). */
  expressions?: Readonly<Record<string, unknown>>
  scope: Scope
  /** Key order is the author's and is kept; string values may hold variables (see variables.ts). */
  config: MeteringConfigInput
}
