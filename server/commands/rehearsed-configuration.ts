/** The configuration that a command rehearses, read from its file. */
import { z } from 'zod'
import { application } from '#entities/application.ts'
import type { GatewayState } from '#entities/gateway-state.ts'
import { readDocument } from '#formats/document.ts'
import type { DocumentReading } from '#formats/document-reading.ts'
import { hasScope, rescope, scopeText } from '#formats/rescope.ts'
import { createVariableValues, withVariables } from '#live/variable-values.ts'
import type { SubjectFormat } from '#metering/subject.ts'
import { defaultRelease, type GatewayRelease } from '#plugin/release.ts'
import type { Scope } from '#plugin/scope.ts'
import { evaluatorOf } from '#rehearsal/condition-evaluator.ts'
import { documentedScenarios } from '#rehearsal/documented-scenarios.ts'
import type { RehearsedConfiguration } from '#rehearsal/run-scenario.ts'
import { loadConditions } from '../gateway/conditions.ts'
import { verifySignature } from '../gateway/verify-signature.ts'
import { type CommandStreams, InputError, UnreadableError } from './command.ts'
import { diagnosticText, hasErrors } from './diagnostic-text.ts'
import { fileDocument } from './file-document.ts'
import { secretHider, withoutSecrets } from './hide-secrets.ts'
import { openFile, openReadable } from './open-file.ts'
import { parseJson } from './read-input.ts'

/** How it is rehearsed. */
export interface RehearsedWorld {
  /** The one that was asked for, else the scenario's. */
  release: GatewayRelease | undefined
  subjectFormat: SubjectFormat
  /** A file of Dev Portal applications, as workspaces keep them. */
  applications: string | undefined
  /** Where its one metering plugin is moved to. */
  scope?: Scope | undefined
}

const applicationList = z.array(application).max(100)

/** A file, or where there is none of that name the configuration of a documented scenario. Throws UnreadableError. */
async function openConfiguration(file: string, streams: CommandStreams) {
  const opened = await openFile(file, streams)
  if (!('problem' in opened)) return opened
  const documented = documentedScenarios.find(({ id }) => id === file)
  if (documented === undefined) throw new UnreadableError(opened.problem)
  return { name: opened.name, text: documented.document }
}

/**
 * The configuration with its variables' values. Throws UnreadableError, or InputError after the findings were printed
 * when it has errors.
 */
export async function readConfiguration(
  file: string,
  world: RehearsedWorld,
  streams: CommandStreams,
): Promise<RehearsedConfiguration> {
  const { name, text } = await openConfiguration(file, streams)
  const { release = defaultRelease, subjectFormat } = world
  const applications = await readApplications(world.applications, streams)
  const conditions = await loadConditions()
  const { reading, diagnostics, detected } = fileDocument(text, { release, conditions })
  if (detected !== undefined) streams.stderr.write(`${name}: detected as ${detected}\n`)
  if (reading.state === undefined || hasErrors(diagnostics)) {
    const hide = secretHider(text)
    const errors = diagnostics.filter(({ severity }) => severity === 'error')
    streams.stderr.write(errors.map(found => diagnosticText(name, withoutSecrets(found, hide))).join(''))
    throw new InputError(`${name}: has errors, so that it cannot be rehearsed`)
  }
  const state =
    world.scope === undefined ? reading.state : rescoped(name, reading, { release, scope: world.scope })
  const { lookUp } = createVariableValues(process.env)
  const gatewayOptions = (of: GatewayRelease) => ({
    applications,
    evaluateCondition: evaluatorOf(conditions, of),
    verifySignature,
  })
  return { state: withVariables(state, lookUp), release, subjectFormat, gatewayOptions }
}

/** Throws InputError where there is not one plugin to move, or what it is moved to is not there. */
function rescoped(
  name: string,
  { text, plugins, state: before }: DocumentReading,
  { release, scope }: { release: GatewayRelease; scope: Scope },
): GatewayState {
  if (plugins.length !== 1) {
    throw new InputError(`${name}: has ${plugins.length} metering plugins; a scope is that of the only one`)
  }
  if (before !== undefined && !hasScope(before, scope)) {
    throw new InputError(`${name}: has no ${scopeText(scope)}, which the scope names`)
  }
  const { state, diagnostics } = readDocument(rescope(text, release, { plugin: 0, scope }), release)
  const [error] = diagnostics.filter(({ severity }) => severity === 'error')
  if (state === undefined || error !== undefined) {
    throw new InputError(`${name}: cannot have the scope ${scopeText(scope)}: ${error?.message}`)
  }
  return state
}

async function readApplications(file: string | undefined, streams: CommandStreams) {
  if (file === undefined) return []
  const { name, text } = await openReadable(file, streams)
  return parseJson(name, text, applicationList)
}
