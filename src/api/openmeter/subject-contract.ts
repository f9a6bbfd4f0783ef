/** Subjects of OpenMeter's API v1 (openmeter api/openapi.yaml): the studio has them as subject keys of its customers. */
import { z } from 'zod'
import { createCustomerRequest } from '#events/customer.ts'
import { type Endpoint, get, post, remove } from '../endpoint.ts'

/** `null` takes away, what is not given stays. The period is deprecated; OpenMeter ignores it too. */
const subjectUpsert = z.object({
  key: createCustomerRequest.shape.key,
  displayName: createCustomerRequest.shape.name.nullish(),
  metadata: z.record(z.string(), z.unknown()).nullish(),
  stripeCustomerId: z.string().regex(/^cus_/, 'stripeCustomerId must start with cus_ when set').nullish(),
})
export type SubjectUpsert = z.infer<typeof subjectUpsert>

const dateTime = z.iso.datetime({ offset: true })
const subject = z.object({
  /** The key: it is all that tells one subject from another. */
  id: z.string(),
  key: z.string(),
  /** The customer's name. */
  displayName: z.string(),
  /** The customer's. */
  metadata: z.record(z.string(), z.string()).optional(),
  stripeCustomerId: z.string().optional(),
  createdAt: dateTime,
  updatedAt: dateTime,
})
export type Subject = z.infer<typeof subject>

const path = '/api/v1/subjects'
export const listSubjectsV1 = get(path, z.array(subject))
export const upsertSubjectsV1: Endpoint<undefined, SubjectUpsert[], Subject[], typeof path> = {
  ...post(path, z.array(subjectUpsert), z.array(subject)),
  status: 200,
}
export const getSubjectV1 = get('/api/v1/subjects/{subjectIdOrKey}', subject)
export const deleteSubjectV1 = remove('/api/v1/subjects/{subjectIdOrKey}')
