/** How the outputs are rendered: chosen on the page, kept in the URL and in the browser. */
import { useState } from 'react'
import { z } from 'zod'
import { formatIds, type RenderOptions } from '#formats/snippet.ts'
import { konnectRegions } from '#plugin/konnect-regions.ts'
import type { GatewayRelease } from '#plugin/release.ts'
import { scopeKinds } from '#plugin/scope.ts'
import { useSearchState } from '#ui/use-search-state.ts'

const regionIds = konnectRegions.map(({ id }) => id)
/** A name, an id or an address; longer ones are none. */
const words = z.string().max(500)

/** Every choice, by its name in the URL. None has a default here, so that what the URL leaves open is known. */
const written = z.object({
  format: z.enum(formatIds).optional(),
  scope: z.enum(['own', ...scopeKinds]).optional(),
  instances: z.enum(['chosen', 'all']).optional(),
  mode: z.enum(['corrected', 'docs']).optional(),
  deck: z.enum(['file', 'command']).optional(),
  shell: z.enum(['posix', 'powershell']).optional(),
  defaults: z.enum(['minimal', 'written']).optional(),
  kic: z.enum(['inline', 'configFrom', 'configPatches']).optional(),
  region: z.enum(regionIds).optional(),
  plane: words.optional(),
  plane_name: words.optional(),
  admin: words.optional(),
})

type Written = z.output<typeof written>
/** `region`, `plane`, `plane_name` and `admin` are empty where nothing was chosen. */
export type OutputChoice = { [Name in keyof Written]-?: Exclude<Written[Name], undefined> | Unset<Name> }
/** What has no usual value can be empty. */
type Unset<Name> = Name extends 'region' ? '' : never
export type ChangeOutput = (change: Partial<Record<keyof Written, string>>) => void

const usual: OutputChoice = {
  format: 'deck',
  scope: 'own',
  instances: 'chosen',
  mode: 'corrected',
  deck: 'file',
  shell: 'posix',
  defaults: 'minimal',
  kic: 'inline',
  region: '',
  plane: '',
  plane_name: '',
  admin: '',
}

const KEPT_AS = 'output'

function kept(): Written {
  try {
    const text = localStorage.getItem(KEPT_AS)
    return text === null ? {} : (written.safeParse(JSON.parse(text)).data ?? {})
  } catch {
    return {}
  }
}

function keep(choice: Written): void {
  try {
    localStorage.setItem(KEPT_AS, JSON.stringify(choice))
  } catch {
    // Without storage the choice lasts as long as the URL.
  }
}

/** What the URL says, else what was chosen in this browser before, else what runs as it stands. */
export function useOutputChoice(): [OutputChoice, ChangeOutput] {
  const [inUrl, changeUrl] = useSearchState(written)
  const [before, setBefore] = useState(kept)
  const change: ChangeOutput = values => {
    const chosen = Object.fromEntries(Object.entries({ ...before, ...values }).filter(([, value]) => value))
    const next = written.parse(chosen)
    setBefore(next)
    keep(next)
    changeUrl(values as Written)
  }
  return [{ ...usual, ...stated(before), ...stated(inUrl) }, change]
}

/** The choices that are there. */
function stated(choice: Written): Partial<OutputChoice> {
  return Object.fromEntries(Object.entries(choice).filter(([, value]) => value !== undefined))
}

interface Rendered {
  release: GatewayRelease
  /** Where this studio's Admin API listens. */
  adminUrl: string | undefined
}

/** Whether a text is an address that the Admin API can have. */
export function isAdminUrl(text: string): boolean {
  return /^https?:$/.test(URL.parse(text)?.protocol ?? '')
}

/** The choice as the renderers take it. */
export function renderOptions(choice: OutputChoice, { release, adminUrl }: Rendered): RenderOptions {
  const { scope, mode, deck, shell, defaults, kic, region, plane, plane_name } = choice
  const admin = isAdminUrl(choice.admin) ? choice.admin : unusual(adminUrl)
  return {
    scope: { kind: scope },
    mode,
    gateway: release,
    deckForm: deck,
    shell,
    defaults,
    kicStrength: kic,
    ...(region && { region }),
    ...((plane || plane_name) && {
      controlPlane: { ...(plane && { id: plane }), ...(plane_name && { name: plane_name }) },
    }),
    ...(admin !== undefined && { adminUrl: admin }),
  }
}

/** The Admin API's address where it is not Kong's usual one, which Kong's documents name. */
function unusual(url: string | undefined): string | undefined {
  return url === undefined || new URL(url).port === '8001' ? undefined : url
}

/** The choices that change what a format looks like; in the documents' layout the documents' values stand. */
export function choicesOf({ format, mode, deck }: OutputChoice): Set<keyof OutputChoice> {
  const choices: (keyof OutputChoice)[] = ['defaults']
  if (mode === 'docs') return new Set(choices)
  const isCommand = format !== 'terraform' && !(format === 'deck' && deck === 'file')
  if (isCommand) choices.push('shell')
  if (format === 'kic') choices.push('kic')
  if (format === 'admin-api') choices.push('admin')
  if (format === 'konnect-api' || format === 'terraform') choices.push('region', 'plane')
  if (format === 'deck' || format === 'terraform') choices.push('plane_name')
  return new Set(choices)
}

/** How many of a format's choices differ from the usual. */
export function chosenCount(choice: OutputChoice): number {
  return [...choicesOf(choice)].filter(name => choice[name] !== usual[name]).length
}
