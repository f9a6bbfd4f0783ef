/** Reads Terraform: resources `konnect_gateway_plugin_metering_and_billing` of the provider kong/konnect. */
import { METERING_PLUGIN } from '#plugin/plugin.ts'
import { variable } from '#plugin/variables.ts'
import type { HclBlock, HclExpression, HclField, HclValue } from './hcl-scan.ts'
import type { ImportSink } from './import-sink.ts'
import { importedPlugin, type Owners, ownerKinds, placeholderName } from './imported-entity.ts'
import { parseHclBlock } from './parse-hcl.ts'

type Fields = Record<string, unknown>

export interface TerraformReader {
  /** Reads the block that starts at an offset and gives the offset behind it. */
  readBlock: (text: string, start: number) => number
  /** Puts everything together, once all of the text is read. */
  finish: () => void
}

interface State {
  sink: ImportSink
  lineOf: (offset: number) => number
  blocks: HclBlock[]
}

const RESOURCE = 'konnect_gateway_plugin_metering_and_billing'
const STRING = String.raw`"[^"\n]*"`
const START = new RegExp(
  String.raw`^(?:(?:resource|data)\s+${STRING}\s+${STRING}|(?:provider|variable|module|output)\s+${STRING}|terraform|locals|import|moved|removed)\s*\{`,
)

/** Whether a line starts a block of Terraform. */
export function startsHclBlock(line: string): boolean {
  return START.test(line)
}

function isMeteringBlock({ type, labels }: HclBlock): boolean {
  return type === 'resource' && labels[0] === RESOURCE
}

/** Blocks that say nothing about a gateway's configuration. */
const silent: readonly string[] = ['terraform', 'provider', 'variable']

/** A value that is not there for the state file: it could not be understood, and is noted. */
const NOTHING = undefined

interface Evaluation extends State {
  /** Terraform's name → the variable's name. */
  variables: ReadonlyMap<string, string>
}

function variableName({ variables }: Evaluation, name: string): string {
  return variables.get(name) ?? name.toUpperCase().replace(/\W/g, '_')
}

/** A reference to a variable in canonical form; undefined for any other expression. */
function variableOf(evaluation: Evaluation, { text }: HclExpression): string | undefined {
  const name = /^var\.([A-Za-z_][\w-]*)$/.exec(text)?.[1]
  return name === undefined ? undefined : variable(variableName(evaluation, name))
}

function shown(text: string): string {
  return text.length > 60 ? `${text.slice(0, 59)}…` : text
}

function templateText(evaluation: Evaluation, parts: readonly (string | HclExpression)[]): string {
  return parts
    .map(part => {
      if (typeof part === 'string') return part
      const found = variableOf(evaluation, part)
      if (found !== undefined) return found
      const source = part.text.startsWith('%{') ? part.text : `\${${part.text}}`
      const message = `The template expression \`${shown(source)}\` stands as text: only \`var.…\` is understood.`
      evaluation.sink.note(evaluation.lineOf(part.offset), message)
      return source
    })
    .join('')
}

function fieldsOf(evaluation: Evaluation, fields: readonly HclField[]): Fields {
  const entries = fields.map(({ name, value }) => [name, plainValue(evaluation, value)] as const)
  return Object.fromEntries(entries.filter(([, value]) => value !== NOTHING && value !== null))
}

function plainValue(evaluation: Evaluation, value: HclValue): unknown {
  if (value.kind === 'literal') return value.value
  if (value.kind === 'template') return templateText(evaluation, value.parts)
  if (value.kind === 'object') return fieldsOf(evaluation, value.fields)
  if (value.kind === 'list') {
    return value.items.map(item => plainValue(evaluation, item)).filter(item => item !== NOTHING)
  }
  const found = variableOf(evaluation, value)
  if (found !== undefined) return found
  const message = `The expression \`${shown(value.text)}\` was left out: only literals and \`var.…\` are understood.`
  evaluation.sink.note(evaluation.lineOf(value.offset), message)
  return NOTHING
}

/** The name that a resource of the text gives its entity. */
function nameInText({ blocks }: State, type: string, label: string): string | undefined {
  const block = blocks.find(({ labels }) => labels[0] === type && labels[1] === label)
  const field = block?.fields.find(({ name }) => name === 'name' || name === 'username')
  return field?.value.kind === 'literal' && typeof field.value.value === 'string'
    ? field.value.value
    : undefined
}

/** The entity that `konnect_gateway_service.NAME.id` means: a comment's name, the resource's, or its label. */
function referencedName(evaluation: Evaluation, kind: string, value: HclExpression): string | undefined {
  const match = /^(?:data\.)?(konnect_gateway_\w+)\.([A-Za-z_][\w-]*)\.id$/.exec(value.text)
  if (match === null) return undefined
  const [, type = '', label = ''] = match
  if (value.comment !== undefined) return value.comment
  const named = nameInText(evaluation, type, label)
  if (named !== undefined) return named
  if (label !== `my_${kind}`) return label
  const message = `\`${value.text}\` is the documents' placeholder: it is imported as \`${placeholderName(kind)}\`.`
  evaluation.sink.note(evaluation.lineOf(value.offset), message)
  return placeholderName(kind)
}

function ownerName(evaluation: Evaluation, { name, value }: HclField): string | undefined {
  const id = value.kind === 'object' ? value.fields.find(field => field.name === 'id')?.value : undefined
  const found = id?.kind === 'expression' ? referencedName(evaluation, name, id) : undefined
  const text = found ?? (id === undefined ? NOTHING : plainValue(evaluation, id))
  return typeof text === 'string' ? text : undefined
}

function ownersOf(evaluation: Evaluation, fields: readonly HclField[]): Owners {
  const owners: Owners = {}
  for (const kind of ownerKinds) {
    const field = fields.find(({ name }) => name === kind)
    const name = field === undefined ? undefined : ownerName(evaluation, field)
    if (name !== undefined) owners[kind] = name
    else if (field !== undefined) {
      const message = `The ${kind} was left out: its \`id\` is neither a text nor a resource of kong/konnect.`
      evaluation.sink.note(evaluation.lineOf(field.offset), message)
    }
  }
  return owners
}

/** Arguments that are Terraform's or the control plane's, not the plugin's. */
const metaArguments: readonly string[] = ['count', 'for_each', 'depends_on', 'provider']
const ignored: readonly string[] = [
  'control_plane_id',
  'created_at',
  'updated_at',
  ...metaArguments,
  ...ownerKinds,
]

function noteMeta({ sink, lineOf }: State, { fields, blocks }: HclBlock): void {
  for (const { name, offset } of fields.filter(field => metaArguments.includes(field.name))) {
    sink.note(lineOf(offset), `\`${name}\` was left out: it is Terraform's, not the plugin's.`)
  }
  for (const { type, offset } of blocks) {
    sink.note(lineOf(offset), `The block \`${type}\` was left out: the plugin has no such block.`)
  }
}

function addPlugin(evaluation: Evaluation, block: HclBlock): void {
  const own = block.fields.filter(({ name }) => !ignored.includes(name))
  noteMeta(evaluation, block)
  const row = fieldsOf(evaluation, own)
  const tags = own.find(({ name }) => name === 'tags')
  if (tags?.value.kind === 'list' && tags.value.items.length === 0) {
    const message =
      '`tags = []` was left out: the API leaves empty tags out of its answers, so that Terraform would see a change in every plan.'
    evaluation.sink.note(evaluation.lineOf(tags.offset), message, 'hint')
  }
  const plugin = importedPlugin({ name: METERING_PLUGIN, ...row }, ownersOf(evaluation, block.fields))
  evaluation.sink.add({
    format: 'terraform',
    line: evaluation.lineOf(block.offset),
    file: { plugins: [plugin] },
  })
}

function finish(state: State): void {
  const declared = state.blocks.filter(({ type }) => type === 'variable')
  const variables = new Map(
    declared.flatMap(({ labels: [name], comment }) =>
      name === undefined || comment === undefined ? [] : [[name, comment]],
    ),
  )
  for (const block of state.blocks) {
    if (isMeteringBlock(block)) addPlugin({ ...state, variables }, block)
    else if (!silent.includes(block.type)) {
      const what = [block.type, ...block.labels].join(' ')
      state.sink.note(state.lineOf(block.offset), `\`${what}\` was left out: only ${RESOURCE} is read.`)
    }
  }
}

/** Where reading goes on after a block that is no HCL: behind the next brace that stands alone at a line's start. */
function afterBroken(text: string, start: number): number {
  const found = /^\}[ \t]*\r?$/m.exec(text.slice(start))
  return found === null ? text.length : start + found.index + found[0].length
}

/** A reader for one text. */
export function terraformReader(sink: ImportSink, lineOf: (offset: number) => number): TerraformReader {
  const state: State = { sink, lineOf, blocks: [] }
  return {
    readBlock(text, start) {
      const block = parseHclBlock(text, start)
      if (!('problem' in block)) {
        state.blocks.push(block)
        return block.end
      }
      sink.note(lineOf(block.offset), `This block of Terraform was left out: ${block.problem}.`)
      return Math.max(start + 1, afterBroken(text, start))
    },
    finish: () => finish(state),
  }
}
