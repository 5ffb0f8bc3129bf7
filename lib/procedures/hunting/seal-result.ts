import { z } from 'zod';
import { CustodyError } from '../../custody/custody-error.ts';
import type { HuntingSource } from '../../custody/evidence-source.ts';
import { huntingCoverage } from '../../custody/hunting.ts';
import { legalAuthoritySchema } from '../../custody/legal-authority.ts';
import { reasonSchema } from '../../custody/reason.ts';
import { keyOfResult } from '../../custody/request-key.ts';
import type { HuntingRunRecord } from '../../ports/hunting-desk.ts';
import { acquisitionEvent } from '../acquisition/acquisition-event.ts';
import { requireInForce } from '../device/ask-of-device.ts';
import { openVisibleIncident } from '../incident/visible-incident.ts';
import type { Procedure } from '../procedure.ts';

export const sealResultInput = z.strictObject({
  runId: z.uuid(),
  reason: reasonSchema,
  authority: legalAuthoritySchema,
});

export interface Begun {
  readonly id: string; // of the item
  readonly exhibitNumber: string;
}

/**
 * Makes one answer an evidence item: the worker stores the bytes as they were kept, reads them back and seals them. An
 * answer is sealed once; a repeated request answers the first one's item. Throws `not-found` (run, incident, bytes gone),
 * `invalid-input` (authority), `conflict` (incident closed).
 */
export const sealResult: Procedure<z.infer<typeof sealResultInput>, Begun> = {
  name: 'seal-result',
  permission: 'hunting.seal',
  input: sealResultInput,
  records: ['acquisition.requested'],
  async run(context, actor, input) {
    const { runId, reason, authority } = input;
    requireInForce(context, input);
    return await context.register.record(actor, ['acquisition.requested'], async (desk) => {
      const run = await desk.huntingRun(runId);
      if (run === null)
        throw new CustodyError('not-found', 'There is no such result, or you may not see it.');
      const { id: incidentId } = await openVisibleIncident(desk, actor, run.incidentId);
      await desk.lockHuntingRun(runId);
      if ((await desk.acquisitionsByRequestKey(keyOfResult(runId))).length > 0)
        throw new CustodyError('conflict', 'This result is an evidence item already.');
      if ((await desk.huntingBytes(runId)) === null)
        throw new CustodyError('not-found', 'This answer is not kept any more. Run the query again.');
      const source = sourceOf(run);
      const plan = `Stores the answer of ${run.rowCount} rows as it was kept, reads it back and seals it.`;
      const request = { incidentId, source, requester: actor, reason, authority, plan } as const;
      const way = { readMode: 'full', rehearsal: false } as const;
      const { acquisitionId, evidenceId, exhibitNumber } = await desk.createAcquisition({
        ...{ ...request, ...way, requestKey: keyOfResult(runId) },
      });
      await desk.beginCopyAttempt(acquisitionId);
      await desk.enqueueStep(acquisitionId, 'hash-source');
      const about = { id: acquisitionId, incidentId, evidenceId, reason, authority, rehearsal: false };
      const event = acquisitionEvent('acquisition.requested', about, {
        ...{ acquisitionId, exhibitNumber, incidentId, source, reason, authority, plan },
        ...{ ...way, consistencyNote: null },
      });
      return { events: [event], result: { id: evidenceId, exhibitNumber } };
    });
  },
};

function sourceOf(run: HuntingRunRecord): HuntingSource {
  const { id: runId, deviceId, deviceName, query, timespan, askedAt, rowCount, truncated, sha256 } = run;
  const of = { runId, deviceId, deviceName, query, timespan, askedAt, rowCount, truncated, sha256 };
  return { hunting: { ...of, coverage: huntingCoverage } };
}
