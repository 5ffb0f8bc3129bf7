import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { CustodyError } from '../../custody/custody-error.ts';
import { huntingTimespans } from '../../custody/hunting.ts';
import { huntingQueryText } from '../../custody/hunting-query-text.ts';
import type { RegisterDesk } from '../../ports/custody-register.ts';
import { visibleIncident } from '../incident/visible-incident.ts';
import type { Procedure } from '../procedure.ts';
import { huntingEvent } from './hunting-event.ts';

export const saveQueryInput = z.strictObject({
  incidentId: z.uuid(),
  seriesId: z.uuid().nullable(), // null: a new one
  name: z.string().trim().min(3, 'Name it in at least 3 characters.').max(120),
  query: huntingQueryText,
  timespan: z.enum(huntingTimespans),
  sharedWith: z.enum(['incident', 'everyone']),
});
type Input = z.infer<typeof saveQueryInput>;

/**
 * Keeps a query for others, or a new version of one that is kept. Whom it is shared with stays as its first version says.
 * Throws `not-found` (incident, query), `conflict` (another whom, a version of the same moment).
 */
export const saveQuery: Procedure<Input, { readonly version: number }> = {
  name: 'save-query',
  permission: 'hunting.run',
  input: saveQueryInput,
  records: ['hunting.query-saved'],
  run: (context, actor, input) =>
    context.register.record(actor, ['hunting.query-saved'], async (desk) => {
      const { id: incidentId } = await visibleIncident(desk, actor, input.incidentId);
      await requireSameReach(desk, input);
      const { name, query: text, timespan, sharedWith } = input;
      const seriesId = input.seriesId ?? randomUUID();
      const { version } = await desk.addHuntingQuery({
        ...{ seriesId, name, text, timespan, author: actor },
        incidentId: sharedWith === 'incident' ? incidentId : null,
      });
      const about = { id: seriesId, incidentId, deviceId: null };
      const detail = { queryId: seriesId, name, version, text, timespan, sharedWith };
      return { events: [huntingEvent('hunting.query-saved', about, detail)], result: { version } };
    }),
};

async function requireSameReach(
  desk: RegisterDesk,
  { seriesId, incidentId, sharedWith }: Input,
): Promise<void> {
  if (seriesId === null) return;
  const kept = await desk.huntingQuery(seriesId);
  if (kept === null || (kept.incidentId !== null && kept.incidentId !== incidentId))
    throw new CustodyError('not-found', 'There is no such query here.');
  if ((kept.incidentId === null) !== (sharedWith === 'everyone'))
    throw new CustodyError('conflict', 'A saved query keeps whom it is shared with. Save it as a new one.');
}
