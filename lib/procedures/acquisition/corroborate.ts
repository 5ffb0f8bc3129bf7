import { setTimeout as sleep } from 'node:timers/promises';
import type { ActivityEntry } from '../../ports/activity-log.ts';
import type { AcquisitionRecord } from '../../ports/custody-register.ts';
import type { ProcedureContext, StepProcedure } from '../procedure.ts';
import { acquisitionEvent } from './acquisition-event.ts';
import { tellRequester } from './acquisition-notice.ts';
import { auditOfOutput } from './audit-of-output.ts';
import { judgeBrought } from './judge-brought.ts';
import {
  clientRequestId,
  finishStep,
  leasedAcquisition,
  requireSnapshot,
  stepReport,
  workerActor,
} from './step.ts';

/** Azure writes its log minutes late; after this long the absence itself is recorded. */
const waitMs = 20 * 60_000;
const longestPauseMs = 30_000;

/** Attaches Microsoft's own record of what was taken: by which identity, from where and when. */
export const corroborate: StepProcedure = {
  step: 'corroborate',
  records: ['acquisition.corroborated', 'import.bundle-verified'],
  async run(context, lease, signal) {
    const acquisition = await leasedAcquisition(context, lease);
    const { entries, found } =
      'disk' in acquisition.source
        ? await logOfSnapshot(context, acquisition, new Date(lease.startedAt), signal)
        : await auditOfOutput(context, acquisition, acquisition.source, new Date(lease.startedAt), signal);
    const judged = await judgeBrought(context, acquisition, signal);
    await finishStep(
      context,
      lease,
      workerActor(context, acquisition, 'disk' in acquisition.source ? 'reader' : undefined),
      ['acquisition.corroborated', 'import.bundle-verified'],
      {
        event: acquisitionEvent('acquisition.corroborated', acquisition, {
          acquisitionId: acquisition.id,
          found,
          log:
            'device' in acquisition.source
              ? 'defender-audit'
              : 'disk' in acquisition.source
                ? 'activity-log'
                : 'none',
          entries: entries.map(({ operation, caller, clientIp, correlationId, at, status }) => ({
            operation,
            caller,
            clientIp,
            correlationId,
            at,
            status,
          })),
          report: stepReport(context, lease, acquisition, []),
        }),
        further: judged.events,
        outcome: { kind: 'none' },
        also: async (desk) => {
          await desk.setAcquisitionState(acquisition.id, 'done', null);
          await judged.tell(desk);
          await tellRequester(
            desk,
            acquisition,
            'info',
            `${acquisition.exhibitNumber}: sealed${'disk' in acquisition.source ? ', the source is released' : ''}`,
          );
        },
      },
    );
  },
};

async function logOfSnapshot(
  context: ProcedureContext,
  acquisition: AcquisitionRecord,
  startedAt: Date,
  signal: AbortSignal,
) {
  const entries = await waitForEntries(context, acquisition, startedAt, signal);
  return { entries, found: entries.some((entry) => provesSnapshot(entry, acquisition)) };
}

/** Asks until Azure shows the snapshot's whole life, or the wait is over. */
async function waitForEntries(
  context: ProcedureContext,
  acquisition: AcquisitionRecord,
  startedAt: Date,
  signal: AbortSignal,
): Promise<readonly ActivityEntry[]> {
  const from = snapshotStart(acquisition, startedAt);
  for (let pauseMs = 1_000; ; pauseMs = Math.min(pauseMs * 2, longestPauseMs)) {
    const now = context.clock.now();
    const entries = await context.activity.byResource(requireSnapshot(acquisition), from, now, signal);
    const whole = entries.some((entry) => provesSnapshot(entry, acquisition)) && entries.some(isDeletion);
    if (whole || now.getTime() - startedAt.getTime() > waitMs) return entries;
    await sleep(pauseMs, undefined, { signal });
  }
}

/** A minute early: Azure's clock and ours may differ. */
function snapshotStart(acquisition: AcquisitionRecord, fallback: Date): Date {
  const outcome = acquisition.steps['snapshot-disk'].outcome;
  const start = outcome?.kind === 'trace' ? new Date(outcome.startedAt) : fallback;
  return new Date(start.getTime() - 60_000);
}

/** Joined by the correlation id Azure answered, or by the request id we chose if that answer was lost in a crash. */
function provesSnapshot(entry: ActivityEntry, acquisition: AcquisitionRecord): boolean {
  if (entry.operation.toLowerCase() !== 'microsoft.compute/snapshots/write') return false;
  const outcome = acquisition.steps['snapshot-disk'].outcome;
  const known = outcome?.kind === 'trace' ? outcome.correlationIds : [];
  return (
    known.includes(entry.correlationId) ||
    entry.clientRequestId === clientRequestId(acquisition.id, 'snapshot-disk')
  );
}

function isDeletion(entry: ActivityEntry): boolean {
  return entry.operation.toLowerCase() === 'microsoft.compute/snapshots/delete';
}
