/**
 * Translates the simple cases between 3.14's ATC and 3.15's CEL, so that changing the release does not change who is
 * billed. What has no exact counterpart is refused with its reason, never approximated.
 */
import { type ASTNode, parse } from '@marcbachmann/cel-js'
import { type Expression, type Predicate, parseAtc } from './atc.ts'
import type { Translation } from './condition.ts'

/** Raised inside a translation for what has no counterpart; caught where the translation starts. */
class Untranslatable extends Error {}

const quote = (text: string): string => JSON.stringify(text)

/** Fields whose name is the same in both languages. */
const sameName =
  /^(http\.(method|host|path)|http\.(headers|queries)\.[A-Za-z0-9_]+|net\.(src|dst)\.(ip|port)|net\.protocol|consumer\.(id|username|custom_id)|(route|service)\.(id|name))$/

/** Fields that are always there, so that no guard against null is needed. */
const alwaysThere = /^(http\.(method|host|path|path_segments.*)|net\.(src|dst|protocol).*)$/

function celField(name: string): string {
  if (sameName.test(name)) return name
  if (name === 'tls.sni') return 'net.tls.sni'
  if (name === 'http.path.segments.len') return 'http.path_segments.size()'
  throw new Untranslatable(`${name} has no simple counterpart in CEL`)
}

const celComparison: Record<string, string> = {
  Equals: '==',
  NotEquals: '!=',
  Greater: '>',
  GreaterOrEqual: '>=',
  Less: '<',
  LessOrEqual: '<=',
}

const celMethod: Record<string, string> = {
  Regex: 'matches',
  Prefix: 'startsWith',
  Postfix: 'endsWith',
  Contains: 'contains',
}

function literalOf({ rhs, lhs }: Predicate): string {
  if ('String' in rhs) return quote(rhs.String)
  if ('Regex' in rhs) return quote(rhs.Regex)
  if ('Int' in rhs) return String(rhs.Int)
  if ('IpAddr' in rhs) return quote(rhs.IpAddr)
  throw new Untranslatable(`${lhs.var_name} is compared with a network, which CEL cannot do`)
}

function celTest({ op }: Predicate, field: string, literal: string): string {
  const comparison = celComparison[op]
  if (comparison !== undefined) return `${field} ${comparison} ${literal}`
  const method = celMethod[op]
  if (method === undefined) throw new Untranslatable(`the operator ${op} has no counterpart in CEL`)
  return `${field}.${method}(${literal})`
}

/** ATC compares every value of a repeated header or argument (with `any`, one of them); an absent one makes it false. */
function celPredicate(predicate: Predicate): string {
  const { var_name: name, transformations } = predicate.lhs
  const any = transformations.length === 1 && transformations[0] === 'Any'
  if (transformations.length > 0 && !any) {
    throw new Untranslatable(`${transformations.join(', ')} has no counterpart in CEL`)
  }
  const literal = literalOf(predicate)
  const list = /^http\.(headers|queries)\.([A-Za-z0-9_]+)$/.exec(name)
  // Kong's own documents write "the header is there" this way in the two languages.
  if (list !== null && predicate.op === 'Regex' && literal === '".+"') return `${name} != null`
  if (list !== null) {
    const values = `http.${list[1]}_list.${list[2]}`
    return `${values} != null && ${values}.${any ? 'exists' : 'all'}(v, ${celTest(predicate, 'v', literal)})`
  }
  const field = celField(name)
  const test = celTest(predicate, field, literal)
  return alwaysThere.test(field) || predicate.op === 'Equals' ? test : `${field} != null && ${test}`
}

function celOf(tree: Expression): string {
  if ('Predicate' in tree) return celPredicate(tree.Predicate)
  const { Logical: logical } = tree
  if ('Not' in logical) return `!(${celOf(logical.Not)})`
  const [operator, sides] = 'And' in logical ? (['&&', logical.And] as const) : (['||', logical.Or] as const)
  return sides.map(side => (needsParentheses(side) ? `(${celOf(side)})` : celOf(side))).join(` ${operator} `)
}

/** CEL binds && before ||, and a predicate may itself become two tests. */
function needsParentheses(tree: Expression): boolean {
  if ('Logical' in tree) return !('Not' in tree.Logical)
  return celPredicate(tree.Predicate).includes(' && ')
}

function attempt(translate: () => string): Translation {
  try {
    return { expression: translate() }
  } catch (error) {
    if (error instanceof Untranslatable) return { reason: error.message }
    throw error
  }
}

/** A 3.14 expression in CEL. The ATC engine must have been loaded (`loadAtc`). */
export function translateToCel(atc: string): Translation {
  const result = parseAtc(atc)
  if ('problems' in result) return { reason: result.problems[0]?.message ?? 'not an ATC expression' }
  return attempt(() => celOf(result.tree))
}

/** The dotted name of a field access, or undefined. */
function nameOf(node: ASTNode): string | undefined {
  if (node.op === 'id') return node.args
  if (node.op !== '.') return undefined
  const owner = nameOf(node.args[0])
  return owner === undefined ? undefined : `${owner}.${node.args[1]}`
}

function atcField(node: ASTNode): string {
  const name = nameOf(node)
  if (name === 'net.tls.sni') return 'tls.sni'
  if (name !== undefined && sameName.test(name)) return name
  throw new Untranslatable(`${name ?? 'this expression'} has no simple counterpart in ATC`)
}

function atcLiteral(node: ASTNode): string {
  if (node.op !== 'value')
    throw new Untranslatable('only comparisons with a constant have a counterpart in ATC')
  if (typeof node.args === 'string') return quote(node.args)
  if (typeof node.args === 'bigint') return String(node.args)
  throw new Untranslatable('only texts and whole numbers have a counterpart in ATC')
}

const isNull = (node: ASTNode): boolean => node.op === 'value' && node.args === null

const atcMethod: Record<string, string> = {
  startsWith: '^=',
  endsWith: '=^',
  contains: 'contains',
  matches: '~',
}

function atcComparison(operator: string, [left, right]: readonly [ASTNode, ASTNode]): string {
  const field = atcField(left)
  if (isNull(right)) return operator === '!=' ? `${field} ~ ".+"` : `!(${field} ~ ".+")`
  const test = `${field} ${operator} ${atcLiteral(right)}`
  // An absent field differs from every value in CEL, while in ATC its test is false.
  return operator === '!=' && !alwaysThere.test(field) ? `!(${field} == ${atcLiteral(right)})` : test
}

function atcOf(node: ASTNode): string {
  switch (node.op) {
    case '&&':
    case '||':
      return node.args.map(side => (isJunction(side) ? `(${atcOf(side)})` : atcOf(side))).join(` ${node.op} `)
    case '!_':
      return `!(${atcOf(node.args)})`
    case '==':
    case '!=':
    case '<':
    case '<=':
    case '>':
    case '>=':
      return atcComparison(node.op, node.args)
    case 'rcall': {
      const [method, receiver, [argument]] = node.args
      const operator = atcMethod[method]
      if (operator === undefined || argument === undefined) {
        throw new Untranslatable(`${method} has no counterpart in ATC`)
      }
      return `${atcField(receiver)} ${operator} ${atcLiteral(argument)}`
    }
    default:
      throw new Untranslatable(`"${node.input.slice(node.start, node.end)}" has no simple counterpart in ATC`)
  }
}

const isJunction = (node: ASTNode): boolean => node.op === '&&' || node.op === '||'

/** A CEL expression in 3.14's ATC. */
export function translateToAtc(cel: string): Translation {
  let tree: ASTNode
  try {
    tree = parse(cel).ast
  } catch (error) {
    return { reason: error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error) }
  }
  const translation = attempt(() => atcOf(tree))
  const repeatable = /\bhttp\.(headers|queries)\.\w+/
  if ('reason' in translation || !repeatable.test(translation.expression.replaceAll(/\S+ ~ "\.\+"/g, ''))) {
    return translation
  }
  const note =
    'A header or query argument that is sent several times: CEL tests its first value, ATC every value.'
  return { ...translation, note }
}
