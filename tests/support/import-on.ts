import { randomUUID } from 'node:crypto';
import type { PersonActor } from '../../lib/custody/actor.ts';
import { importFile } from '../../lib/procedures/import/import-file.ts';
import type { ProcedureContext } from '../../lib/procedures/procedure.ts';
import { policyText } from '../unit/ledger/small-log.ts';
import type { TestDatabase } from './database.ts';
import { deviceOn } from './device-on.ts';
import type { Stage } from './stage.ts';

const authority = { type: 'internal-policy', number: 'IR-7', validFrom: null, validUntil: null } as const;

/** What the import page would send of one file of four bytes. */
export async function importForm(database: TestDatabase, at: Stage) {
  return {
    ...{ incidentId: at.incidentId, deviceId: await deviceOn(database, at), requestKey: randomUUID() },
    ...({
      fileName: 'session.txt',
      sizeBytes: 4,
      role: 'transcript',
      ranAt: '2026-01-02T03:04:00Z',
    } as const),
    ...{ ranBy: 'A colleague', whyByHand: 'Run in the portal of Microsoft.', authority },
    reason: 'The session belongs to this incident.',
  };
}

/** What the page would send of anything that is brought in. */
export function broughtForm(at: Stage) {
  const earlier = { takenBy: null, takenAt: null, how: null, heldBy: null };
  return {
    ...{ incidentId: at.incidentId, requestKey: randomUUID(), authority, earlier, claims: [] },
    ...{ description: 'A photograph', reason: 'It belongs to this incident.' },
  };
}

/** A file at hand, and one that waits in the storage of `testRuntime`. */
export const broughtFile = { fileName: 'desk.jpg', sizeBytes: 4, what: 'photograph' } as const;
export const stagedFile = { way: 'staged', blob: 'desk.jpg', etag: '"0x1"', what: 'photograph' } as const;

/** A bundle, and whom who brings it trusts. */
export const broughtBundle = {
  ...({ fileName: 'INC-1-bundle.zip', sizeBytes: 4, what: 'bundle' } as const),
  trustPolicy: policyText,
};

/** A file that is registered and whose bytes have not come. Out: its acquisition. */
export async function importOn(
  database: TestDatabase,
  at: Stage,
  context: ProcedureContext,
  person: PersonActor,
): Promise<string> {
  return (await importFile.run(context, person, await importForm(database, at))).acquisitionId;
}
