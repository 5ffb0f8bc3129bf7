import { z } from 'zod';
import { CustodyError } from '../../custody/custody-error.ts';
import { eventQueryText, readEventQuery } from '../../custody/event-query.ts';
import { exportFormats } from '../../custody/export-format.ts';
import { mayAuditPeople } from '../../custody/visibility.ts';
import type { Procedure } from '../procedure.ts';
import { exportEvent } from './export-event.ts';

const mostOpen = 3; // of one person

export const requestExportInput = z.strictObject({
  query: z.string().max(2_000),
  format: z.enum(exportFormats),
});

/**
 * Asks for the events of a search as a file, which a worker makes. On record at once. Throws `invalid-input` for a search
 * that cannot be read or names several restricted incidents, `conflict` while three of this person's files are being made.
 */
export const requestExport: Procedure<z.infer<typeof requestExportInput>, { readonly exportId: string }> = {
  name: 'request-export',
  permission: 'audit.search',
  input: requestExportInput,
  records: ['export.requested'],
  async run({ register }, actor, { query: text, format }) {
    const read = readEventQuery(text);
    if (!read.ok) throw new CustodyError('invalid-input', read.problem);
    const query = eventQueryText(read.query);
    return await register.record(actor, ['export.requested'], async (desk) => {
      if ((await desk.openExports(actor.objectId)) >= mostOpen)
        throw new CustodyError(
          'conflict',
          'Three of your exports are being made already. Wait for one of them.',
        );
      const seesPeople = mayAuditPeople(actor.roles);
      const words = read.query.terms.map(({ value }) => value);
      const [aboutIncidentId = null, another] = await desk.restrictedIncidentsNamed(actor.objectId, words);
      if (another !== undefined)
        throw new CustodyError(
          'invalid-input',
          'This search names more than one restricted incident. Ask for the events of each by itself.',
        );
      const { id } = await desk.addExport({ requester: actor, query, format, seesPeople, aboutIncidentId });
      const detail = { exportId: id, query, format };
      return {
        events: [exportEvent('export.requested', { id, requester: actor, aboutIncidentId }, detail)],
        result: { exportId: id },
      };
    });
  },
};
