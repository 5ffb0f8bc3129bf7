import { snapshotName } from '../../custody/acquisition.ts';
import { CustodyError } from '../../custody/custody-error.ts';
import { requireDisk } from '../../custody/evidence-source.ts';
import type { AcquisitionRecord, StepLease } from '../../ports/custody-register.ts';
import type { SnapshotRequest } from '../../ports/disk-snapshots.ts';
import type { ProcedureContext, StepProcedure } from '../procedure.ts';
import { acquisitionEvent } from './acquisition-event.ts';
import { clientRequestId, finishStep, leasedAcquisition, stepReport, workerActor } from './step.ts';

const cleanUpMs = 60_000;

/** Takes a private, full snapshot of the disk into the SOC's resource group of the disk's region. */
export const snapshotDisk: StepProcedure = {
  step: 'snapshot-disk',
  records: ['acquisition.snapshot-taken'],
  async run(context, lease, signal) {
    const acquisition = await leasedAcquisition(context, lease);
    const request = snapshotRequest(context, acquisition);
    try {
      await takeAndRecord(context, lease, acquisition, request, signal);
    } catch (error) {
      await removeIfUnwanted(context, acquisition.id, request);
      throw error;
    }
  },
};

async function takeAndRecord(
  context: ProcedureContext,
  lease: StepLease,
  acquisition: AcquisitionRecord,
  request: SnapshotRequest,
  signal: AbortSignal,
): Promise<void> {
  const { value: snapshot, azure } = await context.snapshots.take(request, signal);
  const event = acquisitionEvent('acquisition.snapshot-taken', acquisition, {
    acquisitionId: acquisition.id,
    snapshotId: snapshot.resourceId,
    snapshotUniqueId: snapshot.uniqueId,
    snapshotCreatedAt: snapshot.createdAt,
    settings: snapshot.settings,
    changesToSource: changesToSource(acquisition),
    report: stepReport(context, lease, acquisition, azure),
  });
  await finishStep(context, lease, workerActor(context, acquisition), ['acquisition.snapshot-taken'], {
    event,
    outcome: {
      kind: 'trace',
      correlationIds: azure.flatMap((one) => (one.correlationId === null ? [] : [one.correlationId])),
      startedAt: lease.startedAt,
    },
    also: (desk) => desk.setSnapshot(acquisition.id, snapshot.resourceId),
  });
}

/**
 * While the snapshot was being made, a cancellation may have cleaned up, or another worker may have taken the step
 * over and given the source back already: then nobody else will remove this one.
 */
async function removeIfUnwanted(
  context: ProcedureContext,
  acquisitionId: string,
  request: SnapshotRequest,
): Promise<void> {
  const now = await context.register.look.acquisition(acquisitionId);
  if (now === null) return;
  const givenBack = now.steps['release-source'].state === 'done';
  if (givenBack || now.state === 'cancelled' || now.state === 'cancelling')
    // The step's own signal is spent by now: being fenced off or cancelled is what aborts it.
    await context.snapshots.remove(snapshotId(request), AbortSignal.timeout(cleanUpMs));
}

function snapshotId({ destination, name }: SnapshotRequest): string {
  const group = `/subscriptions/${destination.subscriptionId}/resourceGroups/${destination.resourceGroup}`;
  return `${group}/providers/Microsoft.Compute/snapshots/${name}`;
}

function snapshotRequest(context: ProcedureContext, acquisition: AcquisitionRecord): SnapshotRequest {
  const region =
    requireDisk(acquisition.source).disk.region ?? requireDisk(acquisition.source).machine.region;
  const destination = context.snapshots.destinationFor(region);
  const diskResourceId = requireDisk(acquisition.source).disk.resourceId;
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
  const state = requireDisk(acquisition.source).machine.powerState ?? 'of unknown power state';
  return `No byte of the disk was written by Holdfast. The machine was ${state} and was neither stopped nor started; while it runs, its own writes go on after the snapshot.`;
}
