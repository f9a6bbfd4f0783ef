/** Plugins that are valid and as hostile to quoting as they can be, for round trips through every format. */
import fc from 'fast-check'
import { attributeSources, subjectSources } from '#plugin/config.ts'
import { type MeteringPlugin, pluginProtocols } from '#plugin/plugin.ts'
import { variable } from '#plugin/variables.ts'

const awkward = [
  '',
  ' ',
  ' lead',
  'trail ',
  'true',
  'No',
  'null',
  '~',
  '123',
  '1e3',
  '0x1F',
  '1_000',
  '12:30:45',
  '2026-01-31',
  '-',
  '- a',
  'a: b',
  'a #b',
  '#',
  '[x]',
  '{x}',
  '*a',
  '&a',
  '!t',
  '|',
  '>',
  '%',
  '@',
  "it's",
  "''",
  '"quoted"',
  '\\',
  '\\n',
  'a\\',
  'line\nline',
  'line\n',
  '\r\n',
  '\t',
  '\u0000',
  '\u007f',
  '\u0085',
  '\u2028',
  '\ufeff',
  '$HOME',
  '${HOME}',
  '$(id)',
  '`id`',
  '$$',
  '${',
  '$${',
  '%{',
  '%%{ if }',
  '${{',
  '${{ x }}',
  '}}',
  'EOF',
  "'EOF'",
  '\nEOF\n',
  "'@",
  '"@',
  '!!',
  'é',
  'e\u0301',
  '日本',
  '😀',
  '‘typographic’',
  '<<',
  '---',
  '...',
]

const environmentNames = ['AUTH_TOKEN', 'SUBJECT_HEADER', 'X1']

/** Any well-formed text. */
const hostileText = fc.oneof(
  fc.constantFrom(...awkward),
  fc.string({ unit: 'binary' }),
  fc.string({ unit: 'grapheme' }),
  fc.array(fc.constantFrom(...awkward), { maxLength: 4 }).map(texts => texts.join('')),
)

/** Text with variables of the three names AUTH_TOKEN, SUBJECT_HEADER and X1 in it. */
const hostileValue = fc
  .array(fc.oneof(hostileText, fc.constantFrom(...environmentNames).map(variable)), { maxLength: 3 })
  .map(pieces => pieces.join(''))

const tag = hostileText.map(text => text.replace(/[,/\p{Cc}]/gu, '')).filter(text => text !== '')
const option = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: undefined })

const config = fc.record(
  {
    ingest_endpoint: hostileValue,
    api_token: hostileValue,
    meter_api_requests: fc.boolean(),
    subject: fc.record(
      { look_up_value_in: fc.constantFrom(...subjectSources), field: hostileValue },
      { requiredKeys: ['look_up_value_in'] },
    ),
    attributes: fc.array(
      fc.record({
        source: fc.constantFrom(...attributeSources),
        look_up_value_in: hostileValue,
        event_property_name: hostileValue,
      }),
      { maxLength: 3 },
    ),
    timeout: fc.integer({ min: 0, max: 2 ** 31 }),
    queue: fc.record({
      max_batch_size: fc.integer({ min: 1, max: 1000 }),
      max_coalescing_delay: fc.constant(0.25),
    }),
  },
  { requiredKeys: ['ingest_endpoint', 'api_token'] },
)

/** A plugin without scope; every value in it may be hostile, and none is `undefined` within `config`. */
export const hostilePlugin: fc.Arbitrary<MeteringPlugin> = fc
  .record({
    instance_name: option(hostileText.filter(text => text !== '')),
    enabled: option(fc.boolean()),
    protocols: option(fc.uniqueArray(fc.constantFrom(...pluginProtocols), { minLength: 1 })),
    tags: option(fc.array(tag, { minLength: 1, maxLength: 3 })),
    condition: option(hostileText.filter(text => text !== '')),
    config,
  })
  .map(fields => ({
    ...(JSON.parse(JSON.stringify(fields)) as typeof fields & Pick<MeteringPlugin, 'config'>),
    scope: {},
  })) as fc.Arbitrary<MeteringPlugin>

/** The value with every variable replaced by `value-of-<name>`, in strings at any depth. */
export function resolved<T>(value: T, environment: Readonly<Record<string, string>>): T {
  const text = JSON.stringify(value, (_, item) =>
    typeof item === 'string'
      ? item.replace(/\$\{\{ env "DECK_(\w+)" \}\}/g, (_call, name) => environment[name] ?? '')
      : item,
  )
  return JSON.parse(text) as T
}

/** What a shell or decK has for the variables of a hostile plugin. */
export const hostileEnvironment: Readonly<Record<string, string>> = {
  AUTH_TOKEN: 'spat_a  b*$c`',
  SUBJECT_HEADER: 'x-tenant',
  X1: 'one',
}
