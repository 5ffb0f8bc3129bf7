import { z } from 'zod';
import { CustodyError } from '../../custody/custody-error.ts';
import { reasonSchema } from '../../custody/reason.ts';
import type { Procedure } from '../procedure.ts';
import { incidentEvent } from './incident-event.ts';
import { visibleIncident } from './visible-incident.ts';

export const grantMembershipInput = z.strictObject({
  incidentId: z.uuid(),
  objectId: z
    .uuid('Give the object id of the person, as the tenant shows it.')
    .transform((id) => id.toLowerCase()),
  reason: reasonSchema,
});

/** Makes a person a member of an incident, so that they see it even when their role alone would not show it. */
export const grantMembership: Procedure<
  z.infer<typeof grantMembershipInput>,
  { readonly incidentId: string }
> = {
  name: 'grant-membership',
  permission: 'incident.grant-membership',
  input: grantMembershipInput,
  records: ['incident.membership-granted'],
  async run({ register }, actor, { incidentId, objectId, reason }) {
    return await register.record(actor, ['incident.membership-granted'], async (desk) => {
      const { id, memberObjectIds } = await visibleIncident(desk, actor, incidentId);
      if (memberObjectIds.includes(objectId)) {
        throw new CustodyError('conflict', 'This person is already a member of the incident.');
      }
      await desk.addMember(id, objectId);
      return {
        events: [incidentEvent('incident.membership-granted', id, reason, { objectId, reason })],
        result: { incidentId: id },
      };
    });
  },
};
