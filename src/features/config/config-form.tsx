import type { MeteringConfigInput } from '#plugin/config.ts'
import { pluginProtocols } from '#plugin/plugin.ts'
import { AttributesTable } from './attributes-table.tsx'
import { ConfigField, type FieldRow } from './config-field.tsx'
import { ConnectionFields } from './connection-fields.tsx'
import { FormSection } from './form-section.tsx'
import { ListField } from './list-field.tsx'
import { QueueSection } from './queue-section.tsx'
import { ScopePicker } from './scope-picker.tsx'
import { usePluginField } from './use-plugin-field.ts'

const subjectField: FieldRow = {
  path: ['config', 'subject', 'field'],
  label: 'Field',
  kind: 'text',
  mono: true,
}

const whatToMeter: FieldRow[] = [
  { path: ['config', 'meter_api_requests'], label: 'Meter API requests', kind: 'boolean' },
  { path: ['config', 'meter_ai_token_usage'], label: 'Meter AI token usage', kind: 'boolean' },
]

const lookUpSubject: FieldRow = {
  path: ['config', 'subject', 'look_up_value_in'],
  label: 'Look up value in',
  kind: 'choice',
  options: [
    { value: 'consumer', label: 'consumer' },
    { value: 'application', label: 'application' },
    { value: 'header', label: 'header' },
    { value: 'query', label: 'query' },
  ],
}

const entityRows: FieldRow[] = [
  { path: ['instance_name'], label: 'Instance name', kind: 'text' },
  { path: ['enabled'], label: 'Enabled', kind: 'boolean' },
  { path: ['condition'], label: 'Condition', kind: 'text', mono: true },
]

const connectionPaths = ['ingest_endpoint', 'api_token', 'ssl_verify', 'timeout', 'keepalive'] as const

/** The plugin as a form, in the order of Kong's own. Every change is one edit of the document. */
export function ConfigForm() {
  return (
    <>
      <FormSection title="What to meter" paths={whatToMeter.map(({ path }) => path)}>
        {whatToMeter.map(row => (
          <ConfigField key={row.label} row={row} />
        ))}
        <StatusCodes />
      </FormSection>
      <FormSection title="Who to bill" paths={[['config', 'subject']]}>
        <ConfigField row={lookUpSubject} />
        <SubjectField />
      </FormSection>
      <FormSection title="Event attributes" paths={[['config', 'attributes']]}>
        <AttributesTable />
      </FormSection>
      <FormSection title="Connection" paths={connectionPaths.map(field => ['config', field])}>
        <ConnectionFields />
      </FormSection>
      <QueueSection />
      <FormSection
        title="Entity"
        paths={[['instance_name'], ['enabled'], ['protocols'], ['tags'], ['condition']]}
        open={false}
      >
        <ScopePicker />
        {entityRows.map(row => (
          <ConfigField key={row.label} row={row} />
        ))}
        <ListField path={['protocols']} label="Protocols" options={pluginProtocols} />
        <ListField path={['tags']} label="Tags" />
      </FormSection>
    </>
  )
}

const fieldHints: Record<string, { hint: string; placeholder: string }> = {
  header: { hint: 'The name of the request header that holds the subject.', placeholder: 'x-tenant-id' },
  query: { hint: 'The name of the query parameter that holds the subject.', placeholder: 'tenant' },
  consumer: {
    hint: 'Optional: id, username or custom_id of the Consumer.',
    placeholder: 'username, else custom_id, else id',
  },
  application: { hint: 'Optional: id or name of the application.', placeholder: 'id' },
}

/** Required for a header or a query parameter, which it names; optional otherwise. */
function SubjectField() {
  const { value, facts } = usePluginField(['config', 'subject', 'look_up_value_in'])
  const source = (value ?? facts?.default) as NonNullable<MeteringConfigInput['subject']>['look_up_value_in']
  const words = fieldHints[source ?? 'consumer'] ?? {}
  return <ConfigField row={{ ...subjectField, ...words }} />
}

/** From 3.16 on. */
function StatusCodes() {
  const { facts } = usePluginField(['config', 'allow_status_codes'])
  return (
    facts && (
      <ListField path={['config', 'allow_status_codes']} label="Allow status codes" placeholder="200-299" />
    )
  )
}
