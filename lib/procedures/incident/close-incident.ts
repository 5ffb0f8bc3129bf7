import { z } from 'zod';
import { reasonSchema } from '../../custody/reason.ts';
import type { Procedure } from '../procedure.ts';
import { incidentEvent } from './incident-event.ts';
import { openVisibleIncident } from './visible-incident.ts';

export const closeIncidentInput = z.strictObject({ incidentId: z.uuid(), reason: reasonSchema });

/** Closes an incident. Its evidence keeps its retention and its hold; running acquisitions run on. */
export const closeIncident: Procedure<z.infer<typeof closeIncidentInput>, { readonly id: string }> = {
  name: 'close-incident',
  permission: 'incident.close',
  input: closeIncidentInput,
  records: ['incident.closed'],
  async run({ register }, actor, { incidentId, reason }) {
    return await register.record(actor, ['incident.closed'], async (desk) => {
      const { id } = await openVisibleIncident(desk, actor, incidentId);
      await desk.setIncidentStatus(id, 'closed');
      return { events: [incidentEvent('incident.closed', id, reason, { reason })], result: { id } };
    });
  },
};
