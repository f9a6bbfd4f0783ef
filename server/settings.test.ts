import { describe, expect, test } from 'vitest'
import { defaultDataFolder, isLoopback, readSettings } from './settings.ts'

const environment = { HOME: '/home/ada' }

describe('readSettings', () => {
  test('defaults', () => {
    expect(readSettings([], environment, 'linux')).toEqual({
      kind: 'settings',
      warnings: [],
      settings: {
        port: 4400,
        'gateway-port': 8000,
        'admin-port': 8001,
        host: '127.0.0.1',
        data: '/home/ada/.local/share/metering-studio',
        'max-events': 5_000_000,
        'max-age-days': 90,
        'max-bytes': null,
      },
    })
  })

  test('a limit of 0 is none', () => {
    const outcome = readSettings(['--max-events', '0', '--max-age-days=7'], environment, 'linux')
    expect(outcome).toMatchObject({ settings: { 'max-events': null, 'max-age-days': 7 } })
    expect(readSettings(['--max-bytes', '1GB'], environment, 'linux')).toEqual({
      kind: 'invalid',
      message: '--max-bytes: expected a number of bytes, 0 for no limit, found "1GB".',
    })
  })

  test('a wrong event store is not repeated: a password may stand in it', () => {
    const variables = { ...environment, EVENT_STORE: 'postgres://ada:sesame@host/db' }
    const message = 'EVENT_STORE: expected a URL such as clickhouse://user:password@host:8123/database.'
    expect(readSettings([], variables, 'linux')).toEqual({ kind: 'invalid', message })
    const right = 'clickhouse://ada:sesame@host:8123/db'
    expect(readSettings([], { ...environment, EVENT_STORE: right }, 'linux')).toMatchObject({
      settings: { 'event-store': right },
    })
  })

  test('a flag goes before the environment, the environment before the default', () => {
    const outcome = readSettings(
      ['--port', '5000'],
      { ...environment, METERING_STUDIO_PORT: '6000', METERING_STUDIO_GATEWAY_PORT: '7000' },
      'linux',
    )
    expect(outcome).toMatchObject({ settings: { port: 5000, 'gateway-port': 7000 } })
  })

  test('origins are a list', () => {
    expect(readSettings(['--trusted-origins', 'http://a:1, http://b'], environment, 'linux')).toMatchObject({
      settings: { 'trusted-origins': ['http://a:1', 'http://b'] },
    })
  })

  test('upstreams are hosts, each written out', () => {
    const list = 'db.internal, my_api,10.0.0.5,[fd00::1],fd00::2'
    expect(readSettings(['--allow-upstream', list], environment, 'linux')).toMatchObject({
      settings: { 'allow-upstream': ['db.internal', 'my_api', '10.0.0.5', '[fd00::1]', 'fd00::2'] },
    })
    const variables = { ...environment, METERING_STUDIO_ALLOW_UPSTREAM: 'db' }
    expect(readSettings([], variables, 'linux')).toMatchObject({ settings: { 'allow-upstream': ['db'] } })
  })

  test.for(['*', '*.internal', '10.0.0.0/8', 'http://db', 'db:8080', 'db,', ','])(
    '--allow-upstream %s is refused',
    list => {
      expect(readSettings([`--allow-upstream=${list}`], environment, 'linux')).toEqual({
        kind: 'invalid',
        message: `--allow-upstream: expected host names or addresses, each written out (no wildcard, port or URL), separated by commas, found ${JSON.stringify(list)}.`,
      })
    },
  )

  test.for<[string[], Record<string, string>, string]>([
    [['--port', 'x'], {}, '--port: expected a port from 0 to 65535, found "x".'],
    [['--port=70000'], {}, '--port: expected a port from 0 to 65535, found "70000".'],
    [
      [],
      { METERING_STUDIO_PORT: '1.5' },
      'METERING_STUDIO_PORT: expected a port from 0 to 65535, found "1.5".',
    ],
    [['--host='], {}, '--host: expected a value that is not empty, found "".'],
    [
      ['--trusted-origins=http://127.0.0.1:5173,localhost'],
      {},
      '--trusted-origins: expected origins such as http://127.0.0.1:5173, separated by commas, found "http://127.0.0.1:5173,localhost".',
    ],
    [['--token='], {}, '--token: expected a value that is not empty.'],
    [['--colour'], {}, "Unknown option '--colour'. The flags are listed by --help."],
    [
      ['start'],
      {},
      "Unexpected argument 'start'. This command does not take positional arguments. The flags are listed by --help.",
    ],
  ])('%j with %j is refused', ([args, variables, message]) => {
    expect(readSettings(args, { ...environment, ...variables }, 'linux')).toEqual({
      kind: 'invalid',
      message,
    })
  })

  test.for(['--help', '-h'])('%s', flag => {
    expect(readSettings([flag], environment, 'linux')).toEqual({ kind: 'help' })
  })

  test('a host that others can reach is warned about', () => {
    const outcome = readSettings(['--host', '0.0.0.0'], environment, 'linux')
    expect(outcome).toMatchObject({ warnings: [expect.stringContaining('reachable from other machines')] })
  })
})

test.for([
  ['127.0.0.1', true],
  ['127.8.8.8', true],
  ['::1', true],
  ['localhost', true],
  ['0.0.0.0', false],
  ['127.0.0.1.example.com', false],
] as const)('isLoopback(%s) is %s', ([host, expected]) => {
  expect(isLoopback(host)).toBe(expected)
})

test.for([
  ['linux', { HOME: '/h', XDG_DATA_HOME: '/x' }, '/x/metering-studio'],
  ['darwin', { HOME: '/h' }, '/h/Library/Application Support/metering-studio'],
  ['win32', { LOCALAPPDATA: '/l' }, '/l/metering-studio'],
] as const)('data folder on %s', ([platform, variables, expected]) => {
  expect(defaultDataFolder(variables, platform)).toBe(expected)
})
