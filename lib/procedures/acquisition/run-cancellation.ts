import { setTimeout as sleep } from 'node:timers/promises';
import { acquisitionSteps, snapshotName, stepsOf } from '../../custody/acquisition.ts';
import { CustodyError } from '../../custody/custody-error.ts';
import { evidenceKind, requireDisk } from '../../custody/evidence-source.ts';
import type { AcquisitionRecord, StepLease } from '../../ports/custody-register.ts';
import type { ProcedureContext } from '../procedure.ts';
import { acquisitionEvent } from './acquisition-event.ts';
import { tellRequester } from './acquisition-notice.ts';
import { mismatchKey } from './compare-digests.ts';
import { copyBlobName } from './copy-blob-name.ts';
import { deadCopy } from './dead-copy.ts';
import { workerActor } from './step.ts';

/** A running step sees the wish at its next heartbeat; a worker that missed three of them is gone, and is fenced off. */
const silenceMs = 15_000;
/** A step that beats and does not stop is fenced off too. */
const patienceMs = 60_000;

/** Stops every step, gives the source back untouched and records what stays behind. Safe to repeat. */
export async function runCancellation(
  context: ProcedureContext,
  acquisitionId: string,
  signal: AbortSignal,
): Promise<void> {
  const acquisition = await settled(context, acquisitionId, signal);
  if (acquisition === null) return;
  const leases = await claimUnfinished(context, acquisition);
  await discardStagedPages(context, acquisition, signal);
  const left = await copiesLeftBehind(context, acquisition, signal);
  const released = await giveBackSource(context, acquisition, signal);
  const { requester, exhibitNumber, evidenceId } = acquisition;
  // The seal may have been at work when the wish came: what it sealed stays evidence, and no copy is dead.
  const sealed = acquisition.steps['seal-evidence'].state === 'done';
  const ended = sealed ? 'sealed before it could be cancelled; the source is given back' : 'cancelled';
  await context.register.record(
    workerActor(context, acquisition),
    ['acquisition.cancelled', 'acquisition.copy-dead'],
    async (desk) => {
      for (const lease of leases) await desk.finishStep(lease, 'skipped', 'Cancelled', { kind: 'none' });
      await desk.setAcquisitionState(acquisitionId, 'cancelled', 'Cancelled');
      await desk.withdrawNotification(mismatchKey(acquisitionId));
      await desk.closeEvidence(evidenceId, 'not-acquired');
      await tellRequester(desk, { id: acquisitionId, requester }, 'warning', `${exhibitNumber}: ${ended}`);
      const leftInLocker = left.length === 0 ? null : left.join(', ');
      const detail = { acquisitionId, ...released, leftInLocker, report: null };
      const cancelled = acquisitionEvent('acquisition.cancelled', acquisition, detail);
      const dead = sealed ? [] : lastCopyIfLeft(acquisition, left);
      return { events: [cancelled, ...dead], result: undefined };
    },
  );
}

/**
 * The acquisition once no step of it runs any more, or who runs it fell silent, or the patience is over; null if there
 * is nothing to cancel. Silence is measured by our own clock, from when a heartbeat was seen to change.
 */
async function settled(
  context: ProcedureContext,
  id: string,
  signal: AbortSignal,
): Promise<AcquisitionRecord | null> {
  const until = performance.now() + patienceMs;
  let [heard, heardAt] = ['', performance.now()];
  for (;;) {
    const acquisition = await context.register.look.acquisition(id);
    if (acquisition === null || acquisition.state !== 'cancelling') return null;
    const running = acquisitionSteps.filter((step) => acquisition.steps[step].state === 'running');
    const beats = running.map((step) => `${step} ${acquisition.steps[step].heartbeatAt}`).join();
    const now = performance.now();
    if (beats !== heard) [heard, heardAt] = [beats, now];
    if (running.length === 0 || now > heardAt + silenceMs || now > until) return acquisition;
    await sleep(500, undefined, { signal });
  }
}

/** Takes every step that is not done: whoever still holds one of them can no longer write. */
async function claimUnfinished(
  context: ProcedureContext,
  acquisition: AcquisitionRecord,
): Promise<readonly StepLease[]> {
  const leases: StepLease[] = [];
  for (const step of stepsOf(evidenceKind(acquisition.source))) {
    const lease = await context.register.claimStep(acquisition.id, step, context.worker.id);
    if (lease !== null) leases.push(lease);
  }
  return leases;
}

async function giveBackSource(
  context: ProcedureContext,
  acquisition: AcquisitionRecord,
  signal: AbortSignal,
) {
  // Of a device nothing was left open: its result is fetched in one call.
  if (evidenceKind(acquisition.source) !== 'disk') return { snapshotDeleted: true, grantRevoked: true };
  const snapshotId = acquisition.snapshotId ?? expectedSnapshotId(context, acquisition);
  if (snapshotId === null) return { snapshotDeleted: true, grantRevoked: true };
  const revoked = await context.snapshots.revokeRead(snapshotId, signal);
  const removed = await context.snapshots.remove(snapshotId, signal);
  if (!removed.value.deleted)
    throw new CustodyError(
      'cloud-unavailable',
      'Azure still shows the snapshot of the cancelled acquisition.',
    );
  return { snapshotDeleted: removed.value.deleted, grantRevoked: revoked.value.revoked };
}

/** A step that died after the snapshot and before its record left one under the derived name. */
function expectedSnapshotId(context: ProcedureContext, acquisition: AcquisitionRecord): string | null {
  const source = requireDisk(acquisition.source);
  const destination = context.snapshots.destinationFor(source.disk.region ?? source.machine.region);
  if (destination === null) return null;
  return `/subscriptions/${destination.subscriptionId}/resourceGroups/${destination.resourceGroup}/providers/Microsoft.Compute/snapshots/${snapshotName(acquisition.id)}`;
}

/** Pages that wait outside protection are no evidence yet: they go. */
async function discardStagedPages(
  context: ProcedureContext,
  acquisition: AcquisitionRecord,
  signal: AbortSignal,
): Promise<void> {
  if (acquisition.copyAttempt === 0) return;
  const blob = copyBlobName(acquisition, acquisition.copyAttempt);
  await context.locker.discardStaged(acquisition.container, blob, signal);
}

/** The names of the blobs, whole or partial, that every attempt of the copy step has left in the protected container. */
async function copiesLeftBehind(
  context: ProcedureContext,
  acquisition: AcquisitionRecord,
  signal: AbortSignal,
): Promise<readonly string[]> {
  const left: string[] = [];
  for (let attempt = 1; attempt <= acquisition.copyAttempt; attempt += 1) {
    const blob = copyBlobName(acquisition, attempt);
    const reader = await context.locker.open(acquisition.container, blob, signal);
    if (reader !== null) left.push(blob);
  }
  return left;
}

/** The copies of earlier attempts were recorded as dead when they died. */
function lastCopyIfLeft(acquisition: AcquisitionRecord, left: readonly string[]) {
  if (!left.includes(copyBlobName(acquisition, acquisition.copyAttempt))) return [];
  const reason = 'The acquisition was cancelled; the protected container lets nobody delete the copy.';
  return [deadCopy(acquisition, reason)];
}
