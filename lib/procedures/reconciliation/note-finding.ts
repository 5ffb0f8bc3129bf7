import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { CustodyError } from '../../custody/custody-error.ts';
import { maySeeIncident } from '../../custody/visibility.ts';
import type { Procedure } from '../procedure.ts';
import { findingStream, findingSubjects } from './finding-stream.ts';

const noteFindingInput = z.strictObject({
  findingId: z.uuid(),
  text: z.string().trim().min(1, 'Say what it was.').max(2_000, 'Keep it under 2,000 characters.'),
});

/** Says what a finding was. Recorded with who said it; the finding stays. Throws `not-found`. */
export const noteFinding: Procedure<z.infer<typeof noteFindingInput>, { readonly noteId: string }> = {
  name: 'note-finding',
  permission: 'reconciliation.note',
  input: noteFindingInput,
  records: ['reconciliation.noted'],
  async run({ register }, actor, { findingId, text }) {
    return await register.record(actor, ['reconciliation.noted'], async (desk) => {
      const finding = await desk.finding(findingId);
      const incident = finding?.incidentId ? await desk.incident(finding.incidentId) : null;
      if (finding === null || (incident !== null && !maySeeIncident(actor, incident)))
        throw new CustodyError('not-found', 'There is no such finding, or you may not see it.');
      const noteId = randomUUID();
      const { objectId: authorObjectId, displayName: authorName } = actor;
      await desk.noteFinding(findingId, { noteId, authorObjectId, authorName, text });
      return {
        result: { noteId },
        events: [
          {
            type: 'reconciliation.noted',
            stream: findingStream(finding),
            subjects: findingSubjects(finding),
            reason: text,
            authority: null,
            detail: { findingId, kind: finding.kind, noteId, text },
          },
        ],
      };
    });
  },
};
