import { snapshotName } from '../../custody/acquisition.ts';
import { CustodyError } from '../../custody/custody-error.ts';
import type { AcquisitionRecord } from '../../ports/custody-register.ts';
import type { SnapshotRequest } from '../../ports/disk-snapshots.ts';
import type { ProcedureContext, StepProcedure } from '../procedure.ts';
import { acquisitionEvent } from './acquisition-event.ts';
import { clientRequestId, finishStep, leasedAcquisition, stepReport, workerActor } from './step.ts';

/** Takes a private, full snapshot of the disk into the SOC's resource group of the disk's region. */
export const snapshotDisk: StepProcedure = {
  step: 'snapshot-disk',
  records: ['acquisition.snapshot-taken'],
  async run(context, lease, signal) {
    const acquisition = await leasedAcquisition(context, lease);
    const { value: snapshot, azure } = await context.snapshots.take(
      snapshotRequest(context, acquisition),
      signal,
    );
    const event = acquisitionEvent('acquisition.snapshot-taken', acquisition, {
      acquisitionId: acquisition.id,
      snapshotId: snapshot.resourceId,
      snapshotUniqueId: snapshot.uniqueId,
      snapshotCreatedAt: snapshot.createdAt,
      settings: snapshot.settings,
      changesToSource: changesToSource(acquisition),
      report: stepReport(context, lease, acquisition, azure),
    });
    try {
      await finishStep(context, lease, workerActor(context, acquisition), ['acquisition.snapshot-taken'], {
        event,
        outcome: {
          kind: 'trace',
          correlationIds: azure.flatMap((one) => (one.correlationId === null ? [] : [one.correlationId])),
          startedAt: lease.startedAt,
        },
        also: (desk) => desk.setSnapshot(acquisition.id, snapshot.resourceId),
      });
    } catch (error) {
      await removeIfCancelled(context, acquisition.id, snapshot.resourceId, signal);
      throw error;
    }
  },
};

/** A cancellation may have cleaned up while the snapshot was still being made: then nobody else will remove it. */
async function removeIfCancelled(
  context: ProcedureContext,
  acquisitionId: string,
  snapshotId: string,
  signal: AbortSignal,
): Promise<void> {
  const now = await context.register.look.acquisition(acquisitionId);
  if (now?.state === 'cancelled' || now?.state === 'cancelling')
    await context.snapshots.remove(snapshotId, signal);
}

function snapshotRequest(context: ProcedureContext, acquisition: AcquisitionRecord): SnapshotRequest {
  const region = acquisition.source.disk.region ?? acquisition.source.machine.region;
  const destination = context.snapshots.destinationFor(region);
  const diskResourceId = acquisition.source.disk.resourceId;
  if (destination === null || diskResourceId === null)
    throw new CustodyError(
      'not-feasible',
      `No resource group for snapshots is set up for the region ${region}.`,
    );
  return {
    destination,
    name: snapshotName(acquisition.id),
    diskResourceId,
    tags: {
      'holdfast-acquisition': acquisition.id,
      'holdfast-exhibit': acquisition.exhibitNumber,
      'holdfast-requested-by': acquisition.requester.objectId,
    },
    clientRequestId: clientRequestId(acquisition.id, 'snapshot-disk'),
  };
}

/** Custody form field 20. */
function changesToSource(acquisition: AcquisitionRecord): string {
  const state = acquisition.source.machine.powerState ?? 'of unknown power state';
  return `No byte of the disk was written by Holdfast. The machine was ${state} and was neither stopped nor started; while it runs, its own writes go on after the snapshot.`;
}
