import { z } from 'zod';
import { CustodyError } from '../../custody/custody-error.ts';
import { reasonSchema } from '../../custody/reason.ts';
import type { Procedure } from '../procedure.ts';
import { incidentEvent } from './incident-event.ts';
import { visibleIncident } from './visible-incident.ts';

export const reopenIncidentInput = z.strictObject({ incidentId: z.uuid(), reason: reasonSchema });

/** Opens a closed incident again. */
export const reopenIncident: Procedure<z.infer<typeof reopenIncidentInput>, { readonly id: string }> = {
  name: 'reopen-incident',
  permission: 'incident.reopen',
  input: reopenIncidentInput,
  records: ['incident.reopened'],
  async run({ register }, actor, { incidentId, reason }) {
    return await register.record(actor, ['incident.reopened'], async (desk) => {
      const { id, number, status } = await visibleIncident(desk, actor, incidentId);
      if (status === 'open') throw new CustodyError('conflict', `${number} is already open.`);
      await desk.setIncidentStatus(id, 'open');
      return { events: [incidentEvent('incident.reopened', id, reason, { reason })], result: { id } };
    });
  },
};
