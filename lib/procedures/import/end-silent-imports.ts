import { cancelConsequence } from '../../custody/acquisition.ts';
import type { SystemActor } from '../../custody/actor.ts';
import { evidenceKind } from '../../custody/evidence-source.ts';
import { bytesBeginWithinMs, bytesTakeMs } from '../../custody/import-time.ts';
import type { CustodyRegister } from '../../ports/custody-register.ts';
import { acquisitionEvent } from '../acquisition/acquisition-event.ts';
import { recordedOnce } from '../recorded-once.ts';
import { waitingImport } from './waiting-import.ts';

const actor: SystemActor = { kind: 'system', component: 'import' };
const batch = 50;
const slackMs = 600_000; // a transfer under way ends, or is refused, before its file is given up
const silentMs = bytesBeginWithinMs + bytesTakeMs + slackMs;

/**
 * Gives up imported files whose bytes never came: as a person's cancellation would, by the worker, and told to who
 * registered them. Out: how many. Safe to run in many workers at once.
 */
export async function endSilentImports(register: CustodyRegister): Promise<number> {
  let ended = 0;
  const silent = await register.look.importsWithoutBytes(new Date(Date.now() - silentMs), batch);
  for (const id of silent) if (await recordedOnce(() => end(register, id))) ended += 1;
  return ended;
}

async function end(register: CustodyRegister, id: string): Promise<void> {
  await register.record(actor, ['acquisition.cancel-requested'], async (desk) => {
    const { acquisition, fileName } = waitingImport(await desk.acquisition(id));
    const { exhibitNumber, requester, source } = acquisition;
    const reason = `The bytes of ${fileName} did not come in time.`;
    await desk.setAcquisitionState(id, 'cancelling', reason);
    await desk.enqueueStep(id, 'cancel-acquisition');
    await desk.notify({
      ...{ personObjectId: requester.objectId, key: `acquisition:${id}:no-bytes`, level: 'warning' },
      title: `${exhibitNumber}: the bytes of ${fileName} never came. Nothing is stored; import it anew.`,
      href: `/acquisitions/${id}`,
    });
    const consequence = cancelConsequence(new Set(), null, evidenceKind(source));
    const detail = { acquisitionId: id, reason, consequence };
    return {
      events: [acquisitionEvent('acquisition.cancel-requested', acquisition, detail, reason)],
      result: undefined,
    };
  });
}
