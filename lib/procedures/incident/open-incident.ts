import { z } from 'zod';
import { reasonSchema } from '../../custody/reason.ts';
import type { Procedure } from '../procedure.ts';
import { incidentEvent } from './incident-event.ts';

export const openIncidentInput = z.strictObject({
  title: z.string().trim().min(3, 'Give the incident a title of at least 3 characters.').max(200),
  severity: z.enum(['informational', 'low', 'medium', 'high']),
  reason: reasonSchema,
});

/** Opens an incident by hand; the person who opens it becomes its first member. */
export const openIncident: Procedure<
  z.infer<typeof openIncidentInput>,
  { readonly id: string; readonly number: string }
> = {
  name: 'open-incident',
  permission: 'incident.open',
  input: openIncidentInput,
  records: ['incident.opened', 'incident.membership-granted'],
  async run({ register }, actor, { title, severity, reason }) {
    return await register.record(actor, ['incident.opened', 'incident.membership-granted'], async (desk) => {
      const incident = await desk.openIncident({ title, severity, openedBy: actor });
      await desk.addMember(incident.id, actor.objectId);
      const { id, number } = incident;
      return {
        events: [
          incidentEvent('incident.opened', id, reason, { number, title, severity, reason }),
          incidentEvent('incident.membership-granted', id, reason, { objectId: actor.objectId, reason }),
        ],
        result: { id, number },
      };
    });
  },
};
