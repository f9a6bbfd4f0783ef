/** Conditions of gateway 3.15 and later: CEL with Kong's documented fields. */
import { type ASTNode, Environment, type ParseError } from '@marcbachmann/cel-js'
import type { ConditionLanguage, ConditionProblem, ConditionRequest, Verdict } from './condition.ts'

/** Fields that may be absent are null, so they are `dyn`; the rest has its type. */
const fields = {
  http: {
    method: 'string',
    host: 'string',
    path: 'string',
    path_segments: 'list<string>',
    headers: 'map<string, dyn>',
    queries: 'map<string, dyn>',
    headers_list: 'map<string, dyn>',
    queries_list: 'map<string, dyn>',
  },
  net: {
    protocol: 'string',
    tls: { sni: 'dyn' },
    src: { ip: 'string', port: 'int' },
    dst: { ip: 'string', port: 'int' },
  },
  route: { id: 'dyn', name: 'dyn', tags: 'dyn' },
  service: { id: 'dyn', name: 'dyn', tags: 'dyn' },
  consumer: { id: 'dyn', username: 'dyn', custom_id: 'dyn', tags: 'dyn' },
  consumer_group: { names: 'dyn', ids: 'dyn' },
  kong: { ctx: { shared: 'map<string, dyn>' } },
  principal: { id: 'dyn', display_name: 'dyn', metadata: 'dyn' },
}

/** `default(expr, fallback)`: the fallback when the expression fails at run time. */
interface DefaultMacro {
  expression: ASTNode
  fallback: ASTNode
}

interface Walker<Result> {
  check(node: ASTNode, context: unknown): Result
  run(node: ASTNode, context: unknown): Result
}

function withDefault(environment: Environment): Environment {
  return environment.registerFunction('default(ast, ast): dyn', (({ args }: { args: ASTNode[] }) => ({
    expression: args[0],
    fallback: args[1],
    typeCheck(checker: Walker<unknown>, macro: DefaultMacro, context: unknown) {
      checker.check(macro.expression, context)
      return checker.check(macro.fallback, context)
    },
    evaluate(evaluator: Walker<unknown>, macro: DefaultMacro, context: unknown) {
      try {
        return evaluator.run(macro.expression, context)
      } catch {
        return evaluator.run(macro.fallback, context)
      }
    },
  })) as never)
}

function checkingEnvironment(): Environment {
  const environment = withDefault(new Environment({ unlistedVariablesAreDyn: false }))
  for (const [name, schema] of Object.entries(fields)) environment.registerVariable({ name, schema })
  return environment.registerVariable('plugins', 'map<string, dyn>')
}

/** Kong gives null for a header or query argument that is absent; CEL's maps would fail. */
function nullWhenAbsent(lookUp: (name: string) => unknown): Map<string, unknown> {
  const map = new Map<string, unknown>()
  map.get = name => lookUp(name) ?? null
  map.has = name => lookUp(name) !== undefined
  return map
}

const entity = (value: object | undefined, names: string[]): object =>
  Object.fromEntries(
    names.map(name => [name, (value as Record<string, unknown> | undefined)?.[name] ?? null]),
  )

function celContext(request: ConditionRequest): Record<string, unknown> {
  return {
    http: {
      method: request.method,
      host: request.host,
      path: request.path,
      path_segments: request.path.split('/').filter(segment => segment !== ''),
      headers: nullWhenAbsent(name => request.headers.get(name)?.[0]),
      queries: nullWhenAbsent(name => request.queries.get(name)?.[0]),
      headers_list: nullWhenAbsent(name => request.headers.get(name)),
      queries_list: nullWhenAbsent(name => request.queries.get(name)),
    },
    net: {
      protocol: request.protocol,
      tls: { sni: request.sni ?? null },
      src: { ip: request.src.ip, port: BigInt(request.src.port) },
      dst: { ip: request.dst.ip, port: BigInt(request.dst.port) },
    },
    route: entity(request.route, ['id', 'name', 'tags']),
    service: entity(request.service, ['id', 'name', 'tags']),
    consumer: entity(request.consumer, ['id', 'username', 'custom_id', 'tags']),
    consumer_group: { names: [], ids: [] },
    kong: { ctx: { shared: {} } },
    principal: entity(request.principal, ['id', 'display_name', 'metadata']),
    plugins: {},
  }
}

function problemOf(error: unknown, expression: string): ConditionProblem {
  const { message, range } = error as ParseError
  // The library draws the place under the message; the range says it already.
  const [summary = 'not a CEL expression'] = message.split('\n')
  return { start: range?.start ?? 0, end: range?.end ?? expression.length, message: summary }
}

function check(environment: Environment, expression: string): ConditionProblem[] {
  const result = environment.check(expression)
  if (!result.valid) return [problemOf(result.error, expression)]
  if (result.type === 'bool' || result.type === 'dyn') return []
  const message = `a condition gives true or false; this expression gives ${result.type ?? 'another type'}`
  return [{ start: 0, end: expression.length, message }]
}

/** CEL as Kong 3.15 and later read it. Consumer groups, `kong.ctx.shared` and `plugins` are empty in the rehearsal. */
export function createCel(): ConditionLanguage {
  const checking = checkingEnvironment()
  const running = withDefault(new Environment({ unlistedVariablesAreDyn: true }))
  return {
    name: 'CEL',
    check: expression => check(checking, expression),
    compile(expression) {
      const problems = check(checking, expression)
      if (problems.length > 0) return { problems }
      const run = running.parse(expression)
      const condition = (request: ConditionRequest): Verdict => {
        try {
          const result: unknown = run(celContext(request))
          return typeof result === 'boolean' ? { met: result } : { error: 'the condition gave no boolean' }
        } catch (error) {
          return { error: problemOf(error, expression).message }
        }
      }
      return { condition }
    },
  }
}
