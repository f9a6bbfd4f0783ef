import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { examples, tutorial } from '#plugin/examples.ts'
import type { MeteringPlugin } from '#plugin/plugin.ts'
import { bash } from '#testing/bash.ts'
import { hostileEnvironment, hostilePlugin, resolved } from '#testing/hostile-plugin.ts'
import { adminApi } from './admin-api.ts'
import { konnectApi } from './konnect-api.ts'
import { type RenderOptions, snippetText } from './snippet.ts'

const corrected = { scope: { kind: 'global' }, mode: 'corrected' } as const

/** A curl that prints what it is asked to send, one line of JSON: method, URL, headers and body. */
const fakeCurl = `curl() {
  local url= data= headers=
  while [ $# -gt 0 ]; do
    case "$1" in
      -i) ;;
      -X) shift ;;
      --header) headers="$headers$2|"; shift ;;
      --data) data="$2"; shift ;;
      --data-binary) data="$(cat)"; shift ;;
      *) url="$1" ;;
    esac
    shift
  done
  printf '%s\\n%s\\n%s' "$url" "$headers" "$data"
}
`

function send(text: string) {
  const environment = { ...hostileEnvironment, KONNECT_TOKEN: 'kpat_1' }
  const [url, headers, ...lines] = bash(fakeCurl + text, environment).split('\n')
  return { url, headers, body: JSON.parse(lines.join('\n')) }
}

function expected({ scope: _, ...plugin }: MeteringPlugin) {
  return { name: 'metering-and-billing', ...resolved(plugin, hostileEnvironment) }
}

function render(plugin: MeteringPlugin, options: RenderOptions): string {
  return snippetText(adminApi.render(plugin, options))
}

describe('the Admin API command in a real bash', () => {
  test('sends the plugin, whatever its strings hold', () => {
    fc.assert(
      fc.property(hostilePlugin, plugin => {
        expect(send(render(plugin, corrected)).body).toEqual(expected(plugin))
      }),
      { numRuns: 60 },
    )
  })

  test('as documented sends the plugin too', () => {
    fc.assert(
      fc.property(hostilePlugin, plugin => {
        // A documented variable is not quoted, so that the shell splits and globs what it holds.
        const literal = resolved(plugin, hostileEnvironment)
        const { tags = [], ...body } = send(render(literal, { ...corrected, mode: 'docs' })).body
        expect({ ...body, tags }).toEqual({ tags: [], ...expected(literal) })
      }),
      { numRuns: 30 },
    )
  })

  test.for([
    ['literals only', "it's $HOME `id` \\ é 😀\n"],
    ['with a variable', 'it\'s $HOME `id` \\ é 😀\n${{ env "DECK_AUTH_TOKEN" }}'],
  ] as const)('sends 1,000 attributes, more than one argument may hold: %s', ([, name]) => {
    const attributes = Array.from({ length: 1000 }, (_, index) => ({
      source: 'header' as const,
      look_up_value_in: `x-attribute-${index}`,
      event_property_name: `${name}${index}`,
    }))
    const plugin = { ...tutorial.plugin, config: { ...tutorial.plugin.config, attributes } }
    const text = render(plugin, corrected)
    expect(text).toContain('--data-binary @- <<')
    expect(send(text).body).toEqual(expected(plugin))
  })

  test.for([
    [{ kind: 'global' }, 'http://localhost:8001/plugins/'],
    [{ kind: 'service' }, 'http://localhost:8001/services/{serviceName|Id}/plugins/'],
    [
      { kind: 'route', name: "r's|{a,b}[1-2]" },
      'http://localhost:8001/routes/r%27s%7C%7Ba%2Cb%7D%5B1-2%5D/plugins/',
    ],
    [{ kind: 'consumer', name: 'alice' }, 'http://localhost:8001/consumers/alice/plugins/'],
  ] as const)('goes to one URL, and no shell pipe: %j', ([scope, url]) => {
    expect(send(render(tutorial.plugin, { ...corrected, scope })).url).toBe(url)
  })

  test('goes to the Admin API that is given', () => {
    const options = { ...corrected, adminUrl: 'https://kong.test:8444/admin/' }
    expect(send(render(tutorial.plugin, options)).url).toBe('https://kong.test:8444/admin/plugins/')
  })

  test('names the entities of a combined scope in the body', () => {
    const id = '2f0a0a6e-0000-4000-8000-000000000001'
    const plugin = { ...tutorial.plugin, scope: { service: id, route: 'r', consumer: 'alice' } }
    const { url, body } = send(render(plugin, { ...corrected, scope: { kind: 'own' } }))
    expect(url).toBe('http://localhost:8001/plugins/')
    expect(body).toMatchObject({ service: { id }, route: { name: 'r' }, consumer: { username: 'alice' } })
  })

  test('leaves empty tags out', () => {
    expect(send(render({ ...tutorial.plugin, tags: [] }, corrected)).body).not.toHaveProperty('tags')
  })
})

describe('the Konnect API command in a real bash', () => {
  test('has the region, the control plane and the token in their places', () => {
    const options = {
      ...corrected,
      region: 'eu',
      controlPlane: { id: 'cp-1' },
      scope: { kind: 'route', name: 'r' },
    } as const
    const { url, headers, body } = send(snippetText(konnectApi.render(tutorial.plugin, options)))
    expect(url).toBe('https://eu.api.konghq.com/v2/control-planes/cp-1/core-entities/routes/r/plugins/')
    expect(headers).toContain('|Authorization: Bearer kpat_1|')
    expect(body).toEqual(expected(tutorial.plugin))
  })

  test('keeps the placeholders of what is not known', () => {
    const config = { ...tutorial.plugin.config, ingest_endpoint: 'https://ingest.example.com/' }
    const elsewhere = { ...tutorial.plugin, config }
    const { url } = send(
      snippetText(
        konnectApi.render(elsewhere, {
          ...corrected,
          scope: { kind: 'service' },
        }),
      ),
    )
    expect(url).toBe(
      'https://{region}.api.konghq.com/v2/control-planes/{controlPlaneId}/core-entities/services/{serviceId}/plugins/',
    )
  })
})

describe('the PowerShell variant', () => {
  const options = { ...corrected, shell: 'powershell' } as const

  test('has variables of the environment in an expanding here-string', () => {
    const text = snippetText(konnectApi.render(tutorial.plugin, options))
    expect(text).toContain('"api_token": "${env:AUTH_TOKEN}"')
    expect(text).toContain('-Headers @{ Authorization = "Bearer $env:KONNECT_TOKEN" }')
  })

  test('expands to the same JSON', () => {
    fc.assert(
      fc.property(hostilePlugin, plugin => {
        const [, kind, body = ''] =
          /^\$body = @(['"])\n([\s\S]*)\n\1@\nInvoke/.exec(render(plugin, options)) ?? []
        const expanded = body.replace(
          /`([`$])|\$\{env:(\w+)\}/g,
          (_, sign, name) => sign ?? hostileEnvironment[name],
        )
        expect(JSON.parse(kind === '"' ? expanded : body)).toEqual(expected(plugin))
        expect(body).not.toMatch(/^['"]@/m)
      }),
    )
  })
})

test.for(examples.map(({ id, plugin }) => [id, plugin] as const))('%s is sent as it is', ([, plugin]) => {
  expect(send(render(plugin, corrected)).body).toEqual(expected(plugin))
})
