/** Advice on `config.subject`: who is billed. */
import type { Rule } from './advice-rule.ts'

const subjectWithoutField: Rule = {
  code: 'subject-without-field',
  severity: 'error',
  why: 'Kong drops an event whose subject it cannot resolve (Kong’s metering-and-billing overview).',
  find({ subject: { look_up_value_in: source, field } }) {
    if ((source !== 'header' && source !== 'query') || field) return []
    const name = source === 'header' ? 'header' : 'query argument'
    const message = `\`subject.field\` must name the ${name} that holds the customer; without it every event is dropped.`
    return [{ message, path: ['config', 'subject', 'look_up_value_in'] }]
  },
}

/** What a Consumer and an application can be known by (decision 1). */
const entityFields: Record<string, readonly string[]> = {
  consumer: ['username', 'id', 'custom_id'],
  application: ['id', 'name'],
}

const unknownSubjectField: Rule = {
  code: 'unknown-subject-field',
  severity: 'warning',
  why: 'Kong drops an event whose subject it cannot resolve (Kong’s metering-and-billing overview); the fields are decision 1.',
  find({ subject: { look_up_value_in: source, field } }) {
    const known = entityFields[source]
    if (known === undefined || !field || field.includes('${{') || known.includes(field)) return []
    const names = known.map(name => `\`${name}\``).join(', ')
    const path = ['config', 'subject', 'field']
    const owner = source === 'consumer' ? 'a Consumer' : 'an application'
    const message = `\`${field}\` is not a field of ${owner}, so every event would be dropped; expected one of ${names}.`
    const fix = { label: 'Remove `field`', path, value: undefined }
    return [{ message, path, fix }]
  },
}

const consumerWithoutAuthentication: Rule = {
  code: 'consumer-without-authentication',
  severity: 'warning',
  why: 'Kong knows a Consumer only after a plugin such as key-auth has found one (Kong’s authentication documents).',
  find({ subject }, { authenticated }) {
    if (subject.look_up_value_in !== 'consumer' || authenticated !== false) return []
    const message =
      'No authentication plugin runs where this one does, so no request has a Consumer and every event is dropped.'
    return [{ message, path: ['config', 'subject', 'look_up_value_in'] }]
  },
}

export const subjectRules: readonly Rule[] = [
  subjectWithoutField,
  unknownSubjectField,
  consumerWithoutAuthentication,
]
