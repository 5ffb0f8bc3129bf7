import type { DiskAssessment } from '../custody/feasibility.ts';
import { assessDisk } from '../custody/feasibility.ts';
import type { Machine, MachineDisk } from '../custody/machine.ts';
import { requirePermission } from '../custody/permission.ts';
import { type FirstLock, firstLock, type LockTerms } from '../custody/retention.ts';
import { notFound, requireId } from './require-id.ts';
import type { Viewer } from './viewer.ts';
import { visibleIncidentWhere } from './visible-incidents.ts';

export interface AcquireOptions {
  readonly incident: {
    readonly id: string;
    readonly number: string;
    readonly title: string;
    readonly open: boolean;
  };
  readonly machine: AcquirableMachine;
  readonly firstLock: LockOffer | null; // null: the locker keeps evidence already, nothing to confirm or rehearse
}

export interface LockOffer extends FirstLock {
  readonly account: string;
}

export interface AcquirableMachine {
  readonly rowId: string;
  readonly resourceId: string;
  readonly name: string;
  readonly facts: Omit<Machine, 'disks'> | null; // null: Azure has not been asked, or did not answer
  readonly readError: string | null;
  readonly disks: readonly DiskOption[];
}

export interface DiskOption {
  readonly disk: MachineDisk;
  readonly assessment: DiskAssessment;
  readonly running: { readonly acquisitionId: string; readonly exhibitNumber: string } | null;
}

type TenantLocker = Omit<LockTerms, 'lockedBefore'> & { readonly maxDiskBytes: bigint };

/**
 * One machine of an incident with its disks, what can be acquired and why not. In: ids out of the URL, the
 * tenant's policy and its locker. Throws `forbidden`, or `not-found` for an incident or machine the viewer may not see.
 */
export async function getAcquireOptions(
  viewer: Viewer,
  wanted: { readonly incidentId: string; readonly machineId: string; readonly locker: TenantLocker },
): Promise<AcquireOptions> {
  requirePermission(viewer.actor, 'acquisition.request');
  const row = await viewer.db.incidentMachine.findFirst({
    where: {
      id: requireId(wanted.machineId),
      incident: { AND: [{ id: requireId(wanted.incidentId) }, visibleIncidentWhere(viewer.actor)] },
    },
    include: { incident: { select: { id: true, number: true, title: true, status: true } } },
  });
  if (row === null) throw notFound();

  const machine = row.facts as unknown as Machine | null;
  const disks = machine?.disks ?? [];
  const running = await runningAcquisitions(viewer, disks);
  return {
    firstLock: await lockOffer(viewer, wanted.locker),
    incident: {
      id: row.incident.id,
      number: row.incident.number,
      title: row.incident.title,
      open: row.incident.status === 'open',
    },
    machine: {
      rowId: row.id,
      resourceId: row.resourceId,
      name: row.name,
      facts: machine === null ? null : withoutDisks(machine),
      readError: row.readError,
      disks: disks.map((disk) => ({
        disk,
        assessment: assessDisk(disk, { maxDiskBytes: wanted.locker.maxDiskBytes }),
        running: running.get(disk.resourceId?.toLowerCase() ?? '') ?? null,
      })),
    },
  };
}

async function lockOffer(viewer: Viewer, locker: TenantLocker): Promise<LockOffer | null> {
  const real = { rehearsal: false, blob: { not: null } };
  const kept = await viewer.db.acquisition.findFirst({ where: real, select: { id: true } });
  const first = firstLock({ ...locker, lockedBefore: kept !== null });
  return first === null ? null : { ...first, account: locker.account };
}

function withoutDisks(machine: Machine): Omit<Machine, 'disks'> {
  const { disks: _, ...facts } = machine;
  return facts;
}

// Only acquisitions in incidents the viewer may see are named; the procedure refuses the others in words.
async function runningAcquisitions(
  viewer: Viewer,
  disks: readonly MachineDisk[],
): Promise<ReadonlyMap<string, { acquisitionId: string; exhibitNumber: string }>> {
  const ids = disks.flatMap((disk) => (disk.resourceId === null ? [] : [disk.resourceId.toLowerCase()]));
  const open = await viewer.db.acquisition.findMany({
    where: {
      diskResourceId: { in: ids },
      state: { in: ['running', 'cancelling', 'failed'] },
      incident: visibleIncidentWhere(viewer.actor),
    },
    select: { id: true, diskResourceId: true, evidence: { select: { exhibitNumber: true } } },
  });
  return new Map(
    open.map((row) => [
      row.diskResourceId,
      { acquisitionId: row.id, exhibitNumber: row.evidence.exhibitNumber },
    ]),
  );
}
