import { CustodyError } from '../../custody/custody-error.ts';
import { requireDisk } from '../../custody/evidence-source.ts';
import { assessDisk, assessLocker } from '../../custody/feasibility.ts';
import { retentionDaysOf } from '../../custody/retention.ts';
import type { AcquisitionRecord, StepLease } from '../../ports/custody-register.ts';
import { incidentPolicy } from '../incident/incident-policy.ts';
import type { ProcedureContext, StepProcedure } from '../procedure.ts';
import { acquisitionEvent } from './acquisition-event.ts';
import { tellRequester } from './acquisition-notice.ts';
import { finishStep, leasedAcquisition, stepReport, workerActor } from './step.ts';

interface Check {
  readonly check: string;
  readonly result: string;
  readonly refusals: readonly string[];
}

/** Asks Azure again about everything the acquisition relies on, before anything is touched; refuses in words. */
export const checkFeasibility: StepProcedure = {
  step: 'check-feasibility',
  records: ['acquisition.feasible', 'acquisition.refused'],
  async run(context, lease, signal) {
    const acquisition = await leasedAcquisition(context, lease);
    const checks = [
      await checkScope(context, acquisition, signal),
      await checkDisk(context, acquisition, signal),
      checkDestination(context, acquisition),
      await checkAccount(context, signal),
      await checkContainer(context, acquisition, signal),
    ];
    const reasons = checks.flatMap((one) => one.refusals);
    if (reasons.length > 0) return refuse(context, lease, acquisition, reasons);
    await finishStep(context, lease, workerActor(context, acquisition, 'reader'), ['acquisition.feasible'], {
      event: acquisitionEvent('acquisition.feasible', acquisition, {
        acquisitionId: acquisition.id,
        checks: checks.map(({ check, result }) => ({ check, result })),
        report: stepReport(context, lease, acquisition, []),
      }),
      outcome: { kind: 'none' },
    });
  },
};

async function checkScope(
  context: ProcedureContext,
  acquisition: AcquisitionRecord,
  signal: AbortSignal,
): Promise<Check> {
  const { requester } = acquisition;
  const source = requireDisk(acquisition.source);
  const reaches = await context.scope.mayTouch(requester.objectId, diskId(acquisition), signal);
  return {
    check: 'The person’s own Azure roles reach the disk',
    result: reaches ? 'yes' : 'no',
    refusals: reaches
      ? []
      : [
          `The Azure roles of ${requester.displayName} no longer reach ${source.disk.name}. Ask for Reader on its subscription and request it again.`,
        ],
  };
}

async function checkDisk(
  context: ProcedureContext,
  acquisition: AcquisitionRecord,
  signal: AbortSignal,
): Promise<Check> {
  const check = 'Azure can snapshot and export the disk';
  const machine = await context.machines.read(requireDisk(acquisition.source).machine.resourceId, signal);
  const disk = machine?.disks.find((one) => one.resourceId?.toLowerCase() === diskId(acquisition));
  if (machine === null)
    return {
      check,
      result: 'no',
      refusals: [
        'Azure no longer knows the virtual machine, or no longer lets Holdfast read it. See whether it still exists, and whether Holdfast’s reader has Reader on its subscription.',
      ],
    };
  if (disk === undefined)
    return {
      check,
      result: 'no',
      refusals: [
        'The disk is no longer attached to the machine. Add the machine it is attached to now, and request it there.',
      ],
    };
  const recorded = requireDisk(acquisition.source).disk.uniqueId;
  if (recorded !== null && disk.uniqueId !== recorded)
    return {
      check,
      result: 'no',
      refusals: [
        'Another disk now bears this name: its unique id has changed since the request. Look at the machine again and request the disk you mean.',
      ],
    };
  const { reasons, warnings } = assessDisk(disk, context.policy);
  return { check, result: [reasons.length === 0 ? 'yes' : 'no', ...warnings].join('; '), refusals: reasons };
}

function checkDestination(context: ProcedureContext, acquisition: AcquisitionRecord): Check {
  const region =
    requireDisk(acquisition.source).disk.region ?? requireDisk(acquisition.source).machine.region;
  const found = context.snapshots.destinationFor(region);
  return {
    check: `A resource group for snapshots is set up in ${region}`,
    result: found?.resourceGroup ?? 'none',
    refusals:
      found === null
        ? [
            `No resource group for snapshots is set up for the region ${region}. An administrator must set one up.`,
          ]
        : [],
  };
}

async function checkAccount(context: ProcedureContext, signal: AbortSignal): Promise<Check> {
  const posture = await context.locker.posture(signal);
  return {
    check: `The evidence locker ${context.locker.account} is closed`,
    result: `public network ${posture.publicNetworkAccess ?? 'unknown'}, shared keys ${onOff(posture.allowSharedKeyAccess)}, anonymous access ${onOff(posture.allowBlobPublicAccess)}, region ${posture.region ?? 'unknown'}`,
    refusals: assessLocker(posture),
  };
}

/** A container that is there already must not promise less than this acquisition needs. */
async function checkContainer(
  context: ProcedureContext,
  acquisition: AcquisitionRecord,
  signal: AbortSignal,
): Promise<Check> {
  const check = `The container ${acquisition.container} protects what it holds`;
  const protection = await protectionIfThere(context, acquisition.container, signal);
  if (protection === null)
    return { check, result: 'not there yet; it will be made and locked before the copy', refusals: [] };
  const days = protection.retentionDays ?? 0;
  const demanded = retentionDaysOf(acquisition, await incidentPolicy(context, acquisition.incidentId));
  const short = protection.policyState === 'Locked' && days < demanded;
  return {
    check,
    result: `policy ${protection.policyState}, ${days} days`,
    refusals: short
      ? [`The container's locked retention is ${days} days; ${demanded} are demanded. Extend it first.`]
      : [],
  };
}

async function protectionIfThere(context: ProcedureContext, container: string, signal: AbortSignal) {
  try {
    return (await context.locker.protection(container, null, signal)).value;
  } catch (error) {
    if (error instanceof CustodyError && error.code === 'not-found') return null;
    throw error;
  }
}

function refuse(
  context: ProcedureContext,
  lease: StepLease,
  acquisition: AcquisitionRecord,
  reasons: readonly string[],
): Promise<void> {
  const report = stepReport(context, lease, acquisition, []);
  return context.register.record(
    workerActor(context, acquisition, 'reader'),
    ['acquisition.refused'],
    async (desk) => {
      const message = reasons.join(' ');
      await desk.finishStep(lease, 'failed', message, { kind: 'none' });
      await desk.setAcquisitionState(acquisition.id, 'refused', message);
      await desk.closeEvidence(acquisition.evidenceId, 'not-acquired');
      await tellRequester(desk, acquisition, 'error', `${acquisition.exhibitNumber}: refused. ${message}`);
      const detail = { acquisitionId: acquisition.id, reasons, report };
      return { events: [acquisitionEvent('acquisition.refused', acquisition, detail)], result: undefined };
    },
  );
}

function diskId(acquisition: AcquisitionRecord): string {
  return (requireDisk(acquisition.source).disk.resourceId ?? '').toLowerCase();
}

function onOff(value: boolean | null): string {
  return value === null ? 'unknown' : value ? 'on' : 'off';
}
