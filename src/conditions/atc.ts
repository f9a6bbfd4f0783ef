/** Conditions of gateway 3.14: ATC expressions, read and run by Kong's own engine (@kong/atc-router, WebAssembly). */
import type { AstType, AstValue } from '@kong/atc-router'
import * as engine from '@kong/atc-router/atc-router_bg.js'
import type { ConditionLanguage, ConditionProblem, ConditionRequest, Verdict } from './condition.ts'

const fields: Record<string, AstType> = {
  'http.method': 'String',
  'http.host': 'String',
  'http.path': 'String',
  'http.path.segments.*': 'String',
  'http.path.segments.len': 'Int',
  'http.headers.*': 'String',
  'http.queries.*': 'String',
  'net.src.ip': 'IpAddr',
  'net.src.port': 'Int',
  'net.dst.ip': 'IpAddr',
  'net.dst.port': 'Int',
  'net.protocol': 'String',
  'tls.sni': 'String',
  'consumer.id': 'String',
  'consumer.username': 'String',
  'consumer.custom_id': 'String',
  'route.id': 'String',
  'route.name': 'String',
  'service.id': 'String',
  'service.name': 'String',
  'kong.ctx.shared.*': 'String',
}

/** The engine wants an id for each expression; there is one per router here. */
const MATCHER_ID = '00000000-0000-4000-8000-000000000000'

/** The syntax tree as the engine gives it. */
export type Expression =
  | { Predicate: Predicate }
  | { Logical: { And: [Expression, Expression] } | { Or: [Expression, Expression] } | { Not: Expression } }

export interface Predicate {
  lhs: { var_name: string; transformations: string[] }
  rhs: AstValue
  op: string
}

function predicatesOf(expression: Expression): Predicate[] {
  if ('Predicate' in expression) return [expression.Predicate]
  return Object.values(expression.Logical).flat().flatMap(predicatesOf)
}

function createSchema(): engine.Schema {
  const schema = new engine.Schema()
  for (const [name, type] of Object.entries(fields)) schema.addField(name, type)
  return schema
}

/** The place of a field in the expression: the engine says which field is wrong, not where it stands. */
function rangeOfField(expression: string, name: string): { start: number; end: number } {
  const start = expression.indexOf(name)
  return start < 0 ? { start: 0, end: expression.length } : { start, end: start + name.length }
}

function explainInvalid(predicate: Predicate, schema: engine.Schema): string | undefined {
  const { var_name: name } = predicate.lhs
  const type = schema.typeOf(name)
  if (type === undefined) return `unknown field ${name}`
  const [given] = Object.keys(predicate.rhs)
  const comparable = given === type || given === 'Regex' || (type === 'IpAddr' && given === 'IpCidr')
  return comparable ? undefined : `${name} is ${type} and cannot be compared with ${given}`
}

function validationProblem(
  text: string,
  tree: Expression,
  schema: engine.Schema,
): ConditionProblem | undefined {
  for (const predicate of predicatesOf(tree)) {
    const message = explainInvalid(predicate, schema)
    if (message !== undefined) return { ...rangeOfField(text, predicate.lhs.var_name), message }
  }
  return undefined
}

/** Reads an expression; the tree is there when the engine accepts it. */
export function parseAtc(
  expression: string,
  schema: engine.Schema = createSchema(),
): { tree: Expression } | { problems: ConditionProblem[] } {
  const whole = { start: 0, end: expression.length }
  const result = engine.Parser.parse(expression, schema)
  if (result.status === 'ok') return { tree: result.expression }
  if (result.status === 'validationError') {
    const found = validationProblem(expression, result.expression, schema)
    return { problems: [found ?? { ...whole, message: result.validationError }] }
  }
  const { location, variant } = result.parseError
  const message = 'parsingError' in variant ? variant.parsingError : variant.customError
  const [start, end] = 'pos' in location ? [location.pos, location.pos + 1] : location.span
  return { problems: [{ start, end, message: message.replace(/^parsing error: /, '') }] }
}

/** The values of a field that are there; an absent field makes its predicate false. */
function textValues(request: ConditionRequest): [string, string | undefined][] {
  const { route, service, consumer } = request
  const segments = request.path.split('/').filter(segment => segment !== '')
  return [
    ['http.method', request.method],
    ['http.host', request.host],
    ['http.path', request.path],
    ['net.protocol', request.protocol],
    ['tls.sni', request.sni],
    ['consumer.id', consumer?.id],
    ['consumer.username', consumer?.username],
    ['consumer.custom_id', consumer?.custom_id],
    ['route.id', route?.id],
    ['route.name', route?.name],
    ['service.id', service?.id],
    ['service.name', service?.name],
    ...segments.map((segment, index): [string, string] => [`http.path.segments.${index}`, segment]),
    ...[...request.headers].flatMap(([name, values]) =>
      values.map((value): [string, string] => [`http.headers.${name}`, value]),
    ),
    ...[...request.queries].flatMap(([name, values]) =>
      values.map((value): [string, string] => [`http.queries.${name}`, value]),
    ),
  ]
}

/** `http.path.segments.0_2` is the segments 0 to 2, joined: the engine wants such a range as a value of its own. */
function segmentRanges(tree: Expression, path: string): [string, string][] {
  const segments = path.split('/').filter(segment => segment !== '')
  return predicatesOf(tree).flatMap(({ lhs }): [string, string][] => {
    const range = /^http\.path\.segments\.(\d+)_(\d+)$/.exec(lhs.var_name)
    const last = Number(range?.[2])
    if (range === null || last >= segments.length) return []
    return [[lhs.var_name, `/${segments.slice(Number(range[1]), last + 1).join('/')}`]]
  })
}

function fill(context: engine.Context, tree: Expression, request: ConditionRequest): void {
  for (const [name, value] of [...textValues(request), ...segmentRanges(tree, request.path)]) {
    if (value !== undefined) context.addValue(name, { String: value })
  }
  const length = request.path.split('/').filter(segment => segment !== '').length
  context.addValue('http.path.segments.len', { Int: length })
  for (const side of ['src', 'dst'] as const) {
    context.addValue(`net.${side}.ip`, { IpAddr: request[side].ip })
    context.addValue(`net.${side}.port`, { Int: request[side].port })
  }
}

/** The part of WebAssembly used here: the server is compiled without the DOM's types. */
declare const WebAssembly: {
  instantiate(wasm: Uint8Array | ArrayBuffer, imports: object): Promise<{ instance: { exports: unknown } }>
}

/**
 * ATC as Kong 3.14 reads it. `wasm` is the package's `atc-router_bg.wasm`: the page fetches it, the server reads it.
 */
export async function loadAtc(wasm: Uint8Array | ArrayBuffer): Promise<ConditionLanguage> {
  const { instance } = await WebAssembly.instantiate(wasm, { './atc-router_bg.js': engine })
  engine.__wbg_set_wasm(instance.exports)
  const schema = createSchema()
  const check = (expression: string): ConditionProblem[] => {
    const result = parseAtc(expression, schema)
    return 'problems' in result ? result.problems : []
  }
  return {
    name: 'ATC',
    check,
    compile(expression) {
      const result = parseAtc(expression, schema)
      if ('problems' in result) return result
      const router = new engine.Router(schema)
      const refused = router.addMatcher(1, MATCHER_ID, expression)
      if (refused !== undefined) {
        return { problems: [{ start: 0, end: expression.length, message: refused }] }
      }
      const condition = (request: ConditionRequest): Verdict => {
        const context = new engine.Context(schema)
        try {
          fill(context, result.tree, request)
          return { met: router.execute(context) }
        } catch (error) {
          return { error: String(error) }
        } finally {
          context.free()
        }
      }
      return { condition }
    },
  }
}
