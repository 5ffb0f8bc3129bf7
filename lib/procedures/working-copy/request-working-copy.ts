import { z } from 'zod';
import type { PersonActor } from '../../custody/actor.ts';
import { CustodyError } from '../../custody/custody-error.ts';
import { requireDisk } from '../../custody/evidence-source.ts';
import type { RecordedEvent } from '../../custody/recorded-event.ts';
import type { Workstation } from '../../custody/working-copy.ts';
import type { SealedItem } from '../../ports/access-desk.ts';
import type { WorkingDisks } from '../../ports/working-disks.ts';
import { requireRecordedGrant } from '../access/live-grant.ts';
import { releasable } from '../access/releasable.ts';
import { contentFacts, openSealedContent } from '../access/sealed-content.ts';
import { useEvent } from '../access/use-event.ts';
import { awaitIntegration } from '../ledger/await-integration.ts';
import type { Procedure } from '../procedure.ts';

const limitMs = 60_000;
const signedWithinMs = 20_000;

export const requestWorkingCopyInput = z.strictObject({
  evidenceId: z.uuid(),
  machineId: z.string().trim().toLowerCase().max(400),
  lun: z.coerce.number('Give a whole number.').int('Give a whole number.').min(0).max(63),
});

/**
 * Asks for a disk made of the copy, attached to a workstation of the SOC: a derivative with a number of its own, which
 * may change. The worker makes it, and takes it away when the grant ends. Throws as `releasable`, `not-found` for a
 * machine that is no workstation, `conflict` for a place that is taken and for the machine the item came from.
 */
export const requestWorkingCopy: Procedure<
  z.infer<typeof requestWorkingCopyInput>,
  { readonly id: string; readonly number: string }
> = {
  name: 'request-working-copy',
  permission: 'evidence.read-content',
  input: requestWorkingCopyInput,
  records: ['derivative.requested'],
  async run({ register, locker, workingDisks }, actor, { evidenceId, machineId, lun }) {
    const signal = AbortSignal.timeout(limitMs);
    const { item, grant } = await releasable(register.look, actor, evidenceId, 'disk');
    const disks = requireWorkingDisks(workingDisks);
    const stream = { kind: 'evidence', id: evidenceId } as const;
    await awaitIntegration(register.look, { stream }, signedWithinMs, signal); // the grant may be seconds old
    const facts = await register.look.committedFacts(evidenceId, [...contentFacts, 'acquisition.requested']);
    requireRecordedGrant(facts, grant, actor.objectId, item);
    requireFreePlace(await disks.workstations(signal), machineId, lun);
    requireOtherMachine(facts, machineId, item);
    const { digests } = await openSealedContent(locker, item, facts, signal);
    return await register.record(actor, ['derivative.requested'], async (desk) => {
      const { exhibitNumber, incidentId } = item;
      const { id: grantId, requestId, number } = grant;
      const place = { machineId, lun };
      const copy = await desk.openWorkingCopy({
        ...{ evidenceId, exhibitNumber, grantId, requester: actor, ...place },
      });
      const { sha256, payloadSha256, sizeBytes } = digests;
      const detail = {
        ...{ requestId, number, grantId, workingCopyId: copy.id, workingCopy: copy.number },
        ...{ grantee: granteeOf(actor), ...place, resourceGroup: disks.resourceGroup },
        sealed: { sha256, payloadSha256, sizeBytes },
      };
      const about = { evidenceId, incidentId, requestId };
      return { events: [useEvent('derivative.requested', about, detail)], result: copy };
    });
  },
};

function requireWorkingDisks(disks: WorkingDisks | undefined): WorkingDisks {
  if (disks !== undefined) return disks;
  throw new CustodyError('not-feasible', 'Nobody makes disks of copies in this deployment.');
}

function requireFreePlace(stations: readonly Workstation[], machineId: string, lun: number): void {
  const station = stations.find((one) => one.machineId === machineId);
  if (station === undefined) throw new CustodyError('not-found', 'There is no such workstation.');
  if (!station.takenLuns.includes(lun)) return;
  throw new CustodyError('conflict', `LUN ${lun} of ${station.name} is taken. Choose another.`);
}

/** The source is never touched, wherever it stands. */
function requireOtherMachine(facts: readonly RecordedEvent[], machineId: string, item: SealedItem): void {
  const source = facts.find(({ type }) => type === 'acquisition.requested');
  if (source?.type !== 'acquisition.requested') return;
  if (requireDisk(source.detail.source).machine.resourceId.toLowerCase() !== machineId) return;
  throw new CustodyError('conflict', `${item.exhibitNumber} was taken from this very machine.`);
}

function granteeOf({ objectId, displayName }: PersonActor) {
  return { objectId, displayName };
}
