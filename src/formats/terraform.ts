/** Terraform with the provider `kong/konnect`; the resource exists from its version 3.14.0 on. */
import { konnectRegionOf } from '#plugin/konnect-regions.ts'
import { variableNames } from '#plugin/variables.ts'
import { documentedBody } from './documented-hcl.ts'
import { hclEscape, hclLines, hclScalar, identifier, terraformVariables, type VariableNames } from './hcl.ts'
import {
  type Fields,
  isFields,
  isId,
  nonEmpty,
  type PluginRow,
  pluginRow,
  type Target,
} from './plugin-row.ts'
import type { Format, RenderOptions, Snippet } from './snippet.ts'

export const terraform: Format = {
  id: 'terraform',
  label: 'Terraform',
  filename: () => 'metering-and-billing.tf',
  render(plugin, options) {
    const full = pluginRow(plugin, options)
    const row = { ...full, config: providerConfig(full.config) }
    return options.mode === 'docs'
      ? documented(row)
      : corrected(row, { region: konnectRegionOf(plugin.config.ingest_endpoint), ...options })
  },
}

/** Paths below `config` that the provider's resource (3.19.0) does not have: the fields of gateway 3.16. */
export const unknownToProvider: readonly (readonly string[])[] = [
  ['allow_status_codes'],
  ['queue', 'failure_threshold'],
  ['queue', 'breaker_cooldown'],
]

function providerConfig(config: Fields, path: readonly string[] = []): Fields {
  const entries = Object.entries(config).flatMap(([key, value]) => {
    const here = [...path, key]
    if (unknownToProvider.some(unknown => unknown.join() === here.join())) return []
    return [[key, isFields(value) ? providerConfig(value, here) : value]]
  })
  return Object.fromEntries(entries)
}

function corrected(row: PluginRow, options: RenderOptions): Snippet[] {
  const asked = isNamed(options) ? [] : [CONTROL_PLANE_VARIABLE]
  const names = terraformVariables(['KONNECT_TOKEN', ...asked, ...usedVariables(row)])
  const resource = block(resourceHead(row), [
    ...paragraph(hclLines(entityFields(row), names)),
    ...paragraph(hclLines({ config: row.config }, names)),
    `control_plane_id = ${controlPlaneId(options, names)}`,
    ...row.targets.flatMap(scopeLines),
  ])
  const variables = [...names].map(([name, local]) => {
    const comment = local.toUpperCase() === name ? '' : ` # "${name}"`
    return block(`variable "${local}"`, ['type      = string', 'sensitive = true']).replace(
      '{',
      `{${comment}`,
    )
  })
  return [
    hcl('provider', provider(options, `var.${names.get('KONNECT_TOKEN')}`)),
    hcl('resource', resource),
    hcl('variables', variables.join('\n\n')),
  ]
}

/** Without the variables that the documents' own renderer forgets: it declares the last one only. */
function documented(row: PluginRow): Snippet[] {
  const names = terraformVariables(usedVariables(row))
  const { enabled = true, tags = [], ...others } = entityFields(row)
  const resource = [
    `${resourceHead(row)} {`,
    ...documentedBody({ enabled, ...others }, '  ', names),
    ...documentedBody({ config: row.config, tags }, '  ', names),
    '',
    `  control_plane_id = ${MY_CONTROL_PLANE}`,
    ...row.targets.flatMap(scopeLines).map(line => `  ${line}`),
    '}',
  ]
  const last = [...names.values()].at(-1)
  const variables =
    last === undefined ? [] : [hcl('variables', block(`variable "${last}"`, ['type = string']))]
  return [hcl('provider', documentedProvider), hcl('resource', resource.join('\n')), ...variables]
}

function resourceHead({ resourceName }: PluginRow): string {
  const label = identifier(`my_${resourceName}`.replaceAll('-', '_'))
  return `resource "konnect_gateway_plugin_metering_and_billing" "${label}"`
}

const MY_CONTROL_PLANE = 'konnect_gateway_control_plane.my_konnect_cp.id'

function hcl(kind: string, text: string): Snippet {
  return { kind, language: 'hcl', text }
}

function block(head: string, lines: readonly string[]): string {
  return `${head} {\n${lines.map(line => (line === '' ? '' : `  ${line}`)).join('\n')}\n}`
}

function paragraph(lines: readonly string[]): string[] {
  return lines.length === 0 ? [] : [...lines, '']
}

function usedVariables({ config, id, instance_name, condition, protocols, tags }: PluginRow): string[] {
  return variableNames([config, id, instance_name, condition, protocols, tags])
}

function entityFields({ id, instance_name, enabled, condition, protocols, tags }: PluginRow) {
  return { id, instance_name, enabled, condition, protocols, tags: nonEmpty(tags) } satisfies Fields
}

const requiredProviders = (lines: readonly string[]) =>
  block('terraform', [
    'required_providers {',
    '  konnect = {',
    ...lines.map(line => `    ${line}`),
    '  }',
    '}',
  ])

const documentedProvider = [
  requiredProviders(['source  = "kong/konnect"']),
  block('provider "konnect"', [
    'personal_access_token = "$KONNECT_TOKEN"',
    'server_url            = "https://us.api.konghq.com/"',
  ]),
].join('\n\n')

function provider({ region = 'us' }: RenderOptions, token: string): string {
  return [
    requiredProviders(['source  = "kong/konnect"', 'version = ">= 3.14.0"']),
    block('provider "konnect"', [
      `personal_access_token = ${token}`,
      `server_url            = "https://${hclEscape(region)}.api.konghq.com"`,
    ]),
  ].join('\n\n')
}

/** Asked for by `terraform plan` where the control plane is not chosen. */
const CONTROL_PLANE_VARIABLE = 'KONNECT_CONTROL_PLANE_ID'

function isNamed({ controlPlane }: RenderOptions): boolean {
  return Boolean(controlPlane?.id || controlPlane?.name)
}

/** The id when it is known, else a resource of the user's, named after the control plane, else a variable. */
function controlPlaneId({ controlPlane }: RenderOptions, names: VariableNames): string {
  if (controlPlane?.id) return `"${hclEscape(controlPlane.id)}"`
  return controlPlane?.name
    ? resourceId('konnect_gateway_control_plane', controlPlane.name)
    : `var.${names.get(CONTROL_PLANE_VARIABLE)}`
}

function scopeLines({ kind, name }: Target): string[] {
  return [`${kind} = {`, `  id = ${targetId(kind, name)}`, '}']
}

function targetId(kind: string, name: string | undefined): string {
  const placeholder = `my_${kind}`
  if (name === undefined) return `konnect_gateway_${kind}.${placeholder}.id`
  if (isId(name)) return `"${name}"`
  const reference = resourceId(`konnect_gateway_${kind}`, name)
  return name === placeholder ? `${reference} # "${name}"` : reference
}

/** A reference to a resource of the user's. A name that is no identifier stands behind it as a comment. */
function resourceId(type: string, name: string): string {
  const label = identifier(name)
  const comment = label === name ? '' : ` # ${hclScalar(name, NO_VARIABLES)}`
  return `${type}.${label}.id${comment}`
}

const NO_VARIABLES: VariableNames = new Map()
