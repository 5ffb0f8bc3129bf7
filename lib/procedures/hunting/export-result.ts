import { z } from 'zod';
import type { AcquisitionState } from '../../custody/acquisition.ts';
import type { PersonActor } from '../../custody/actor.ts';
import { CustodyError } from '../../custody/custody-error.ts';
import type { EventDetail } from '../../custody/custody-event.ts';
import { guardedCsv } from '../../custody/guarded-csv.ts';
import { cellText, readHuntingAnswer } from '../../custody/hunting-answer.ts';
import { keyOfResult } from '../../custody/request-key.ts';
import type { AcquisitionRecord, RegisterLook } from '../../ports/custody-register.ts';
import { requireRecordedGrant } from '../access/live-grant.ts';
import { type Releasable, releasable } from '../access/releasable.ts';
import { visibleIncident } from '../incident/visible-incident.ts';
import { awaitIntegration } from '../ledger/await-integration.ts';
import type { Procedure } from '../procedure.ts';
import { huntingEvent } from './hunting-event.ts';

export const exportResultInput = z.strictObject({ runId: z.uuid() });

const signedWithinMs = 20_000;

/**
 * All rows of one answer as a table that no spreadsheet acts on; on record first. From the moment that somebody asked for
 * its seal it leaves by a live grant to download that item alone. Throws `not-found`; `conflict` while it is not sealed yet;
 * and as `releasable` and `awaitIntegration` for an item.
 */
export const exportResult: Procedure<z.infer<typeof exportResultInput>, { readonly csv: string }> = {
  name: 'export-result',
  permission: 'hunting.run',
  input: exportResultInput,
  records: ['hunting.exported'],
  async run({ register }, actor, { runId }) {
    const run = await register.look.huntingRun(runId);
    if (run === null) throw new CustodyError('not-found', 'There is no such result, or you may not see it.');
    await visibleIncident(register.look, actor, run.incidentId);
    const ground = await groundOf(register.look, actor, runId);
    const bytes = await register.look.huntingBytes(runId);
    if (bytes === null)
      throw new CustodyError('not-found', 'This answer is not kept any more. Run the query again.');
    const { columns, rows } = readHuntingAnswer(bytes);
    const detail = { runId, rowCount: run.rowCount, resultSha256: run.sha256, ...byGrant(ground) };
    await register.record(actor, ['hunting.exported'], async (desk) => {
      await desk.lockHuntingRun(runId); // or a seal could be asked for in between
      if (ground === null && (await itemOf(desk, runId)) !== null)
        throw new CustodyError('conflict', 'Somebody has just asked for the seal of these rows.');
      return { events: [huntingEvent('hunting.exported', run, detail)], result: undefined };
    });
    const names = columns.map(({ name }) => name);
    return {
      csv: guardedCsv(
        names,
        rows.map((row) => names.map((name) => cellText(row[name]))),
      ),
    };
  },
};

/** The item that the answer is, and the signed grant by which it may leave; null: nobody made it one, or none came of it. */
async function groundOf(look: RegisterLook, actor: PersonActor, runId: string): Promise<Releasable | null> {
  const acquisition = await itemOf(look, runId);
  if (acquisition === null) return null;
  const { evidenceId: id, exhibitNumber } = acquisition;
  if (acquisition.steps['seal-evidence'].state !== 'done')
    throw new CustodyError(
      'conflict',
      `These rows are ${exhibitNumber}, which is not sealed yet. They leave with a grant once it is.`,
    );
  const ground = await releasable(look, actor, id, 'download');
  const limit = AbortSignal.timeout(2 * signedWithinMs);
  await awaitIntegration(look, { stream: { kind: 'evidence', id } }, signedWithinMs, limit);
  const facts = await look.committedFacts(id, ['access.granted']);
  requireRecordedGrant(facts, ground.grant, actor.objectId, ground.item);
  return ground;
}

async function itemOf(
  look: Pick<RegisterLook, 'acquisition' | 'acquisitionsByRequestKey'>,
  runId: string,
): Promise<AcquisitionRecord | null> {
  const [asked] = await look.acquisitionsByRequestKey(keyOfResult(runId));
  const acquisition = asked === undefined ? null : await look.acquisition(asked.id);
  return acquisition === null || cameToNothing(acquisition.state) ? null : acquisition;
}

function cameToNothing(state: AcquisitionState): boolean {
  return state === 'cancelled' || state === 'refused';
}

function byGrant(ground: Releasable | null): Pick<EventDetail<'hunting.exported'>, 'by'> {
  if (ground === null) return {};
  const { item, grant } = ground;
  return { by: { exhibitNumber: item.exhibitNumber, grantId: grant.id, number: grant.number } };
}
