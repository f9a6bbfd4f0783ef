import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, relative, resolve } from 'node:path'
import { expect, test } from 'vitest'

/** What each layer may import of the project's own code; packages are in `packages`. This table is the architecture. */
const layers: Record<string, { layers: string[]; packages?: RegExp }> = {
  'src/plugin': { layers: [], packages: /^zod$/ },
  'src/conditions': { layers: ['src/plugin'], packages: /^(@kong\/atc-router.*|@marcbachmann\/cel-js)$/ },
  'src/entities': { layers: ['src/plugin'], packages: /^(zod|uuid)$/ },
  'src/formats': { layers: ['src/conditions', 'src/entities', 'src/plugin'], packages: /^(zod|yaml)$/ },
  'src/workspaces': { layers: ['src/entities', 'src/formats', 'src/plugin'], packages: /^(zod|yaml)$/ },
  'src/traffic': { layers: ['src/formats'], packages: /^(zod|yaml|papaparse)$/ },
  'src/metering': { layers: ['src/plugin'], packages: /^zod$/ },
  'src/gateway': {
    layers: ['src/entities', 'src/metering', 'src/plugin'],
    packages: /^(zod|uuid|jose|eventsource-parser)$/,
  },
  'src/rehearsal': {
    layers: [
      'src/billing',
      'src/conditions',
      'src/entities',
      'src/events',
      'src/formats',
      'src/gateway',
      'src/metering',
      'src/plugin',
      'src/traffic',
    ],
    packages: /^(zod|yaml|big\.js|pure-rand\/.*)$/,
  },
  'src/events': { layers: ['src/metering'], packages: /^(zod|uuid|big\.js|temporal-polyfill)$/ },
  'src/billing': { layers: ['src/events'], packages: /^(zod|big\.js)$/ },
  'src/api': {
    layers: [
      'src/billing',
      'src/entities',
      'src/events',
      'src/formats',
      'src/gateway',
      'src/metering',
      'src/plugin',
      'src/rehearsal',
      'src/traffic',
      'src/workspaces',
    ],
    packages: /^(zod|uuid)$/,
  },
  'src/live': {
    layers: [
      'src/api',
      'src/billing',
      'src/conditions',
      'src/entities',
      'src/formats',
      'src/gateway',
      'src/metering',
      'src/plugin',
      'src/rehearsal',
      'src/traffic',
      'src/workspaces',
    ],
    packages: /^zod$/,
  },
  'src/ui': { layers: [] },
  'src/features': {
    layers: [
      'src/api',
      'src/billing',
      'src/conditions',
      'src/entities',
      'src/events',
      'src/formats',
      'src/gateway',
      'src/metering',
      'src/plugin',
      'src/rehearsal',
      'src/ui',
      'src/workspaces',
      'src/traffic',
    ],
  },
  'src/app': { layers: ['src/api', 'src/features', 'src/formats', 'src/plugin', 'src/ui'] },
  'src/mocks': {
    layers: ['src/api', 'src/billing', 'src/conditions', 'src/events', 'src/gateway', 'src/live'],
  },
  server: {
    layers: [
      'src/api',
      'src/billing',
      'src/conditions',
      'src/entities',
      'src/events',
      'src/formats',
      'src/gateway',
      'src/live',
      'src/metering',
      'src/plugin',
      'src/rehearsal',
      'src/workspaces',
      'src/traffic',
    ],
  },
}

const root = resolve(import.meta.dirname, '..')
const isTest = (file: string) => /\.(test|e2e)\.tsx?$/.test(file)
const sources = (['src', 'server'] as const).flatMap(folder =>
  readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .map(file => join(folder, file))
    .filter(file => /\.tsx?$/.test(file) && !isTest(file)),
)

function layerOf(file: string): string | undefined {
  return Object.keys(layers).find(layer => file.startsWith(`${layer}/`))
}

function importsOf(file: string): string[] {
  const text = readFileSync(join(root, file), 'utf8')
  const statements = /(?:^|\n)\s*(?:import|export)\s[^'"`;]*?from\s+['"]([^'"]+)['"]/g
  const dynamic = /\bimport\(\s*['"]([^'"]+)['"]|(?:^|\n)\s*import\s+['"]([^'"]+)['"]/g
  return [...text.matchAll(statements), ...text.matchAll(dynamic)].map(match => match[1] ?? match[2] ?? '')
}

/** The project file that a specifier names, relative to the root; undefined for a package. */
function target(file: string, specifier: string): string | undefined {
  if (specifier.startsWith('#')) return join('src', specifier.slice(1))
  if (specifier.startsWith('.')) return relative(root, resolve(root, dirname(file), specifier))
  return undefined
}

function violations(file: string): string[] {
  const layer = layerOf(file)
  if (layer === undefined) return []
  const allowed = layers[layer]
  return importsOf(file).flatMap(specifier => {
    const imported = target(file, specifier)
    if (imported === undefined) {
      const ok = allowed?.packages === undefined || allowed.packages.test(specifier)
      return ok ? [] : [`${file} imports the package ${specifier}`]
    }
    const importedLayer = layerOf(imported)
    if (importedLayer === layer) return crossesFeatures(file, imported)
    const ok = importedLayer !== undefined && allowed?.layers.includes(importedLayer)
    return ok ? [] : [`${file} imports ${imported}`]
  })
}

/** A feature does not import another feature. */
function crossesFeatures(file: string, imported: string): string[] {
  if (!file.startsWith('src/features/')) return []
  const feature = (path: string) => path.split('/')[2]
  return feature(file) === feature(imported) ? [] : [`${file} imports ${imported}`]
}

test('every import goes down the layers', () => {
  expect(sources.length).toBeGreaterThan(10)
  expect(sources.flatMap(violations)).toEqual([])
})

test('every source file stands in a layer', () => {
  const outside = sources.filter(
    file => layerOf(file) === undefined && !/^src\/(main\.tsx$|testing\/)/.test(file),
  )
  expect(outside).toEqual([])
})

test('the reader of imports sees what it should', () => {
  expect(importsOf('src/api/contract.ts')).toContain('#metering/trace.ts')
})
