import { z } from 'zod';
import { roles } from '../custody/role.ts';

/** A PersonActor as it is kept in the session row. */
export const personSchema = z.object({
  kind: z.literal('person'),
  tenantId: z.string(),
  objectId: z.string(),
  userPrincipalName: z.string(),
  displayName: z.string(),
  title: z.string().nullable(),
  roles: z.array(z.enum(roles)),
  authMethods: z.array(z.string()),
  authenticatedAt: z.string().nullable(),
  sessionId: z.string().nullable(),
  ip: z.string().nullable(),
  userAgent: z.string().nullable(),
  via: z.enum(['portal', 'shell']),
});
