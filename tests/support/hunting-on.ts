import { createHash, randomUUID } from 'node:crypto';
import { huntingCoverage } from '../../lib/custody/hunting.ts';
import { canonicalJson } from '../../lib/ledger/canonical-json.ts';
import { huntingEvent } from '../../lib/procedures/hunting/hunting-event.ts';
import type { TestDatabase } from './database.ts';
import { analyst } from './facts.ts';
import type { Stage } from './stage.ts';

/** A query that was run in the stage's incident and found nothing. Out: the run's id. */
export async function huntingOn({ register }: TestDatabase, { incidentId }: Stage): Promise<string> {
  const asked = { query: 'DeviceInfo', timespan: 'P1D', askedAt: new Date().toISOString() };
  const kept = { ...asked, rowCount: 0, truncated: false };
  const bytes = canonicalJson({
    ...{ ...kept, format: 'holdfast.query-result/1', coverage: huntingCoverage, columns: [], rows: [] },
  });
  const sha256 = sha256Of(bytes);
  const run = { ...kept, id: randomUUID(), incidentId, deviceId: null, deviceName: null };
  return await register.record(analyst, ['hunting.run'], async (desk) => {
    await desk.addHuntingRun({ ...run, person: analyst, sha256, bytes, requestKey: randomUUID() });
    const event = huntingEvent('hunting.run', run, {
      ...{ ...kept, runId: run.id, deviceId: null, deviceName: null, azure: [] },
      ...{ querySha256: sha256Of(asked.query), resultSha256: sha256, coverage: huntingCoverage },
    });
    return { events: [event], result: run.id };
  });
}

function sha256Of(bytes: Uint8Array | string): string {
  return createHash('sha256').update(bytes).digest('hex');
}
