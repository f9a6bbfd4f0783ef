/**
 * The server's settings: flags first, then the environment, then defaults. A bad setting says what was expected,
 * what was found and where it was set.
 */
import { isIP } from 'node:net'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { z } from 'zod'
import { isClickhouseUrl } from './stores/clickhouse-url.ts'

const anyPort = 'a port from 0 to 65535'
const port = z
  .string()
  .regex(/^\d+$/, { error: anyPort })
  .transform(Number)
  .pipe(z.number().max(65_535, { error: anyPort }))
const originList = 'origins such as http://127.0.0.1:5173, separated by commas'
const isOrigin = (origin: string) => URL.parse(origin)?.origin === origin
const origins = z
  .string()
  .transform(list => list.split(',').map(origin => origin.trim()))
  .refine(list => list.every(isOrigin), { error: originList })
/** Each written out, so that nobody allows more than they see. */
const isHost = (host: string) =>
  isIP(host.replace(/^\[|\]$/g, '')) !== 0 || /^[\p{L}\p{N}_-]+(?:\.[\p{L}\p{N}_-]+)*\.?$/u.test(host)
const hosts = z
  .string()
  .transform(list => list.split(',').map(host => host.trim()))
  .refine(list => list.every(isHost), {
    error: 'host names or addresses, each written out (no wildcard, port or URL), separated by commas',
  })
/** 0 is none. */
const limitOf = (unit: string) => {
  const error = `a number of ${unit}, 0 for no limit`
  return z
    .string()
    .regex(/^\d{1,15}$/, { error })
    .transform(digits => (Number(digits) === 0 ? null : Number(digits)))
}
const eventStore = z.string().refine(isClickhouseUrl, {
  error: 'a URL such as clickhouse://user:password@host:8123/database',
})
const text = z.string().min(1, { error: 'a value that is not empty' })

/**
 * Ports, 0 for any free one; `host` is where the studio and the gateway listen, the Admin API keeps to 127.0.0.1; `token`
 * is undefined when ingest is open; `allow-upstream` are hosts in private networks; `event-store` is ClickHouse's URL, undefined for SQLite in the data folder; the limits
 * are about SQLite's events, null for none.
 */
const settingsSchema = z.object({
  port: port.default(4400),
  'gateway-port': port.default(8000),
  'admin-port': port.default(8001),
  host: text.default('127.0.0.1'),
  data: text,
  token: text.optional(),
  'trusted-origins': origins.optional(),
  'allow-upstream': hosts.optional(),
  'event-store': eventStore.optional(),
  'max-events': limitOf('events').default(5_000_000),
  'max-age-days': limitOf('days').default(90),
  'max-bytes': limitOf('bytes').default(null),
})
export type Settings = z.infer<typeof settingsSchema>
type SettingName = keyof Settings

export type SettingsOutcome =
  | { kind: 'settings'; settings: Settings; warnings: string[] }
  | { kind: 'help' }
  | { kind: 'version' }
  | { kind: 'invalid'; message: string }

export type Environment = Readonly<Record<string, string | undefined>>

const variables: Record<SettingName, string> = {
  port: 'METERING_STUDIO_PORT',
  'gateway-port': 'METERING_STUDIO_GATEWAY_PORT',
  'admin-port': 'METERING_STUDIO_ADMIN_PORT',
  host: 'METERING_STUDIO_HOST',
  data: 'METERING_STUDIO_DATA',
  token: 'METERING_STUDIO_TOKEN',
  'trusted-origins': 'METERING_STUDIO_TRUSTED_ORIGINS',
  'allow-upstream': 'METERING_STUDIO_ALLOW_UPSTREAM',
  'event-store': 'EVENT_STORE',
  'max-events': 'METERING_STUDIO_MAX_EVENTS',
  'max-age-days': 'METERING_STUDIO_MAX_AGE_DAYS',
  'max-bytes': 'METERING_STUDIO_MAX_BYTES',
}

/** What `--help` prints. */
export const usage = `Metering Studio: author, check, export and rehearse Kong's usage metering.

  npm start -- [flags]

  --port PORT           the studio and its API (4400; METERING_STUDIO_PORT)
  --gateway-port PORT   the gateway's proxy (8000; METERING_STUDIO_GATEWAY_PORT)
  --admin-port PORT     the gateway's Admin API, on this machine only
                        (8001; METERING_STUDIO_ADMIN_PORT)
  --host HOST           where studio and gateway listen (127.0.0.1; METERING_STUDIO_HOST)
  --data DIR            where workspaces and events are kept (METERING_STUDIO_DATA;
                        default: the user's data folder)
  --token TOKEN         what the local Konnect (/v3/openmeter, /api/v1) asks for as Bearer
                        token; without it, it asks for none (METERING_STUDIO_TOKEN; prefer the
                        variable, flags are visible to other users of the machine)
  --trusted-origins URLS
                        other origins whose pages may change things, such as Vite's dev server,
                        and by whose names the studio may be called
                        (none; METERING_STUDIO_TRUSTED_ORIGINS)
  --allow-upstream HOST[,HOST]
                        upstreams in private networks that requests may be forwarded to, as the
                        Services name them; a cloud's metadata address only when it stands here
                        itself (none; METERING_STUDIO_ALLOW_UPSTREAM)
  --event-store URL     keep events in ClickHouse, clickhouse://user:password@host:8123/database
                        (SQLite in the data folder; EVENT_STORE; prefer the variable)
  --max-events NUMBER   events that SQLite keeps, the newest (5000000; 0 for no limit;
                        METERING_STUDIO_MAX_EVENTS)
  --max-age-days DAYS   how long it keeps them (90; 0 for no limit; METERING_STUDIO_MAX_AGE_DAYS)
  --max-bytes BYTES     what the data may take on disk before the oldest events go
                        (0, no limit; METERING_STUDIO_MAX_BYTES)
  --help, --version

A port that is taken is replaced by the next free one. Port 0 takes any free one.
Flags go before the environment. Exit codes: 0 ended as asked, 1 failed, 2 a bad setting,
130 interrupted twice.`

const flags = {
  port: { type: 'string' },
  'gateway-port': { type: 'string' },
  'admin-port': { type: 'string' },
  host: { type: 'string' },
  data: { type: 'string' },
  token: { type: 'string' },
  'trusted-origins': { type: 'string' },
  'allow-upstream': { type: 'string' },
  'event-store': { type: 'string' },
  'max-events': { type: 'string' },
  'max-age-days': { type: 'string' },
  'max-bytes': { type: 'string' },
  help: { type: 'boolean', short: 'h' },
  version: { type: 'boolean', short: 'v' },
} as const

/** Reads settings from the arguments after the script's name, and the environment. */
export function readSettings(
  args: readonly string[],
  environment: Environment,
  platform: string,
): SettingsOutcome {
  const parsed = parseFlags(args)
  if ('message' in parsed) return { kind: 'invalid', message: parsed.message }
  if (parsed.values.help) return { kind: 'help' }
  if (parsed.values.version) return { kind: 'version' }
  return settingsFrom(parsed.values, environment, platform)
}

type FlagValues = ReturnType<typeof parseStrictly>['values']

function parseStrictly(args: readonly string[]) {
  return parseArgs({ args: [...args], options: flags, strict: true, allowPositionals: false })
}

function parseFlags(args: readonly string[]): { values: FlagValues } | { message: string } {
  try {
    return { values: parseStrictly(args).values }
  } catch (error) {
    // parseArgs names the flag; its advice about `--` does not help here.
    const [reason] = (error instanceof Error ? error.message : String(error)).split('. To specify')
    return { message: `${reason}. The flags are listed by --help.` }
  }
}

function settingsFrom(values: FlagValues, environment: Environment, platform: string): SettingsOutcome {
  const given: Record<string, string> = { data: defaultDataFolder(environment, platform) }
  const places: Record<string, string> = {}
  for (const name of Object.keys(variables) as SettingName[]) {
    const fromFlag = values[name]
    const fromEnvironment = environment[variables[name]]
    // An empty variable counts as not set, as in most shells' idioms; an empty flag is a mistake.
    const value = fromFlag ?? (fromEnvironment === '' ? undefined : fromEnvironment)
    if (value === undefined) continue
    given[name] = value
    places[name] = fromFlag === undefined ? variables[name] : `--${name}`
  }
  const result = settingsSchema.safeParse(given)
  if (result.success) {
    return { kind: 'settings', settings: result.data, warnings: warningsOf(result.data) }
  }
  const lines = result.error.issues.map(({ path, message }) => {
    const name = String(path[0])
    // A token is a secret, even a wrong one, and so is a URL with a password.
    const found = name === 'token' || name === 'event-store' ? '' : `, found ${JSON.stringify(given[name])}`
    return `${places[name] ?? name}: expected ${message}${found}.`
  })
  return { kind: 'invalid', message: lines.join('\n') }
}

function warningsOf({ host, token }: Settings): string[] {
  if (isLoopback(host)) return []
  const open = token === undefined ? ' Anyone who reaches it can read and change everything in it.' : ''
  return [
    `Listening on ${host}: the studio and the gateway are reachable from other machines, and are made for one.${open}`,
  ]
}

/** Whether only this machine can reach the host. */
export function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || /^127(?:\.\d{1,3}){3}$/.test(host)
}

/** The platform's folder for a user's data: XDG's, the Library's or LOCALAPPDATA. */
export function defaultDataFolder(environment: Environment, platform: string): string {
  const home = environment.HOME || environment.USERPROFILE || homedir()
  if (platform === 'win32') {
    return join(environment.LOCALAPPDATA || join(home, 'AppData', 'Local'), 'metering-studio')
  }
  if (platform === 'darwin') return join(home, 'Library', 'Application Support', 'metering-studio')
  return join(environment.XDG_DATA_HOME || join(home, '.local', 'share'), 'metering-studio')
}
