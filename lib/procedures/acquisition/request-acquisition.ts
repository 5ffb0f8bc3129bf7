import { z } from 'zod';
import { consistencyNote } from '../../custody/acquisition-plan.ts';
import type { PersonActor } from '../../custody/actor.ts';
import { CustodyError } from '../../custody/custody-error.ts';
import type { CustodyEvent } from '../../custody/custody-event.ts';
import type { EvidenceSource } from '../../custody/evidence-source.ts';
import { isInForce, isSameAuthority, legalAuthoritySchema } from '../../custody/legal-authority.ts';
import type { Machine } from '../../custody/machine.ts';
import { reasonSchema } from '../../custody/reason.ts';
import { confirmLock } from '../../custody/retention.ts';
import type { NewAcquisition } from '../../ports/acquisition-request.ts';
import type { IncidentRecord, RegisterDesk } from '../../ports/custody-register.ts';
import { incidentPolicy } from '../incident/incident-policy.ts';
import { openVisibleIncident } from '../incident/visible-incident.ts';
import type { Procedure, ProcedureContext } from '../procedure.ts';
import { acquisitionEvent } from './acquisition-event.ts';
import { tellRequester } from './acquisition-notice.ts';
import { type ChosenDisk, confirmedDisks, machineOfIncident, requireOwnScope } from './chosen-disks.ts';

const resourceId = z.string().trim().min(1).max(500).toLowerCase();

export const requestAcquisitionInput = z.strictObject({
  incidentId: z.uuid(),
  machineResourceId: resourceId,
  diskResourceIds: z.array(resourceId).min(1, 'Choose at least one disk.').max(64),
  reason: reasonSchema,
  authority: legalAuthoritySchema,
  readMode: z.enum(['page-list', 'full']),
  requestKey: z.uuid(),
  confirmedPlan: z.string().min(1).max(4_000),
  rehearsal: z.union([z.boolean(), z.stringbool()]).default(false), // a form sends words
  lockConfirmation: z.string().trim().max(100).nullish().meta({ title: 'Name of the locker' }), // typed by the person
});

type RequestAcquisitionInput = z.infer<typeof requestAcquisitionInput>;

interface RequestedAcquisitions {
  readonly acquisitions: readonly { readonly id: string; readonly exhibitNumber: string }[];
}

/**
 * Begins one acquisition per disk, all or none. A repeated request answers the first one's acquisitions.
 * Throws `not-found` (incident, machine or disk), `forbidden` (the person's own Azure roles), `invalid-input`
 * (authority not in force, the tenant's first lock not confirmed), `conflict` (incident closed, disk already being
 * taken, plan changed since it was read, request key spent on another request, rehearsal after the first run).
 */
export const requestAcquisition: Procedure<RequestAcquisitionInput, RequestedAcquisitions> = {
  name: 'request-acquisition',
  permission: 'acquisition.request',
  input: requestAcquisitionInput,
  records: ['acquisition.requested', 'locker.lock-confirmed', 'incident.updated'],
  async run(tenant, actor, input) {
    const incident = await openVisibleIncident(tenant.register.look, actor, input.incidentId);
    const context = { ...tenant, policy: await incidentPolicy(tenant, incident.id) };
    const earlier = await earlierAnswer(context, actor, input);
    if (earlier !== null) return earlier;
    requireInForce(context, input);
    const machine = await machineOfIncident(context, incident.id, input.machineResourceId);
    const disks = await confirmedDisks(context, actor, machine, input);
    const confirmed = await requireConfirmedLock(context, incident, input);
    await requireOwnScope(context, actor, [machine.resourceId, ...disks.map((disk) => disk.resourceId)]);
    try {
      return await recordRequest(context, actor, input, machine, disks, confirmed);
    } catch (error) {
      // Two clicks at once: the second one finds the first one's acquisitions.
      const first =
        error instanceof CustodyError && error.code === 'conflict'
          ? await earlierAnswer(context, actor, input)
          : null;
      if (first === null) throw error;
      return first;
    }
  },
};

/** The answer to the first click. A key that was spent on another request must not pass for this one's answer. */
async function earlierAnswer(
  context: ProcedureContext,
  actor: PersonActor,
  input: RequestAcquisitionInput,
): Promise<RequestedAcquisitions | null> {
  const earlier = await context.register.look.acquisitionsByRequestKey(input.requestKey);
  if (earlier.length === 0) return null;
  const wanted = new Set(input.diskResourceIds);
  const same =
    earlier.length === wanted.size &&
    earlier.every(
      (one) =>
        one.incidentId === input.incidentId &&
        one.requesterObjectId === actor.objectId &&
        one.rehearsal === input.rehearsal &&
        one.reason === input.reason &&
        one.readMode === input.readMode &&
        isSameAuthority(one.authority, input.authority) &&
        wanted.has(one.diskResourceId),
    );
  if (!same)
    throw new CustodyError(
      'conflict',
      'This form was sent before, for something else. Nothing was begun now: look at what is chosen and confirm again.',
    );
  return { acquisitions: earlier.map(({ id, exhibitNumber }) => ({ id, exhibitNumber })) };
}

function requireInForce(context: ProcedureContext, input: RequestAcquisitionInput): void {
  const today = context.clock.now().toISOString().slice(0, 10);
  if (!isInForce(input.authority, today))
    throw new CustodyError(
      'invalid-input',
      `The legal authority ${input.authority.number} is not in force today (${today} UTC).`,
    );
}

/** Null when there is nothing to confirm: the tenant has locked before, or this is a rehearsal. */
async function requireConfirmedLock(
  { locker, policy, register }: ProcedureContext,
  incident: IncidentRecord,
  input: RequestAcquisitionInput,
): Promise<CustodyEvent<'locker.lock-confirmed'> | null> {
  const { account } = locker;
  const how = confirmLock(
    { ...policy, account, lockedBefore: await register.look.lockedBefore() },
    { rehearsal: input.rehearsal, typed: input.lockConfirmation ?? null },
  );
  if (how === null) return null;
  return {
    type: 'locker.lock-confirmed',
    stream: { kind: 'incident', id: incident.id },
    subjects: [`incident:${incident.id}`],
    reason: input.reason,
    authority: input.authority,
    detail: { account, container: incident.container, retentionDays: policy.retentionDays, how },
  };
}

function recordRequest(
  context: ProcedureContext,
  actor: PersonActor,
  input: RequestAcquisitionInput,
  machine: Machine,
  disks: readonly ChosenDisk[],
  confirmed: CustodyEvent<'locker.lock-confirmed'> | null,
): Promise<RequestedAcquisitions> {
  const may = ['acquisition.requested', 'locker.lock-confirmed'] as const;
  return context.register.record(actor, may, async (desk) => {
    await openVisibleIncident(desk, actor, input.incidentId);
    await desk.saveMachine(input.incidentId, machine);
    const begun = [];
    for (const disk of disks)
      begun.push(await beginOne(desk, actor, input, sourceOf(machine, disk), disks.length));
    const [first, ...rest] = begun;
    if (first === undefined) throw new CustodyError('invalid-input', 'Choose at least one disk.');
    const further = rest.map((one) => one.event);
    return {
      events: confirmed === null ? [first.event, ...further] : [confirmed, first.event, ...further],
      result: { acquisitions: begun.map(({ id, exhibitNumber }) => ({ id, exhibitNumber })) },
    };
  });
}

async function beginOne(
  desk: RegisterDesk,
  actor: PersonActor,
  input: RequestAcquisitionInput,
  source: EvidenceSource & { readonly disk: ChosenDisk },
  diskCount: number,
): Promise<{ id: string; exhibitNumber: string; event: CustodyEvent<'acquisition.requested'> }> {
  await requireNotRunning(desk, source.disk);
  const { incidentId, reason, authority, readMode, rehearsal } = input;
  const plan = input.confirmedPlan;
  const request: NewAcquisition = {
    incidentId,
    source,
    requester: actor,
    requestKey: input.requestKey,
    reason,
    authority,
    plan,
    readMode,
    rehearsal,
  };
  const { acquisitionId, evidenceId, exhibitNumber } = await desk.createAcquisition(request);
  await desk.enqueueStep(acquisitionId, 'check-feasibility');
  const about = { id: acquisitionId, incidentId, evidenceId, reason, authority, rehearsal };
  await tellRequester(
    desk,
    { id: acquisitionId, requester: actor },
    'progress',
    `${exhibitNumber}: ${rehearsal ? 'rehearsal' : 'acquisition'} of ${source.disk.name} begun`,
  );
  const event = acquisitionEvent('acquisition.requested', about, {
    acquisitionId,
    exhibitNumber,
    incidentId,
    source,
    reason,
    authority,
    plan,
    readMode,
    consistencyNote: consistencyNote(diskCount),
    rehearsal,
  });
  return { id: acquisitionId, exhibitNumber, event };
}

async function requireNotRunning(desk: RegisterDesk, disk: ChosenDisk): Promise<void> {
  const open = await desk.openAcquisitionOfDisk(disk.resourceId);
  if (open === null) return;
  const running = await desk.acquisition(open.id);
  throw new CustodyError(
    'conflict',
    `The disk ${disk.name} is already being acquired as ${running?.exhibitNumber ?? 'another exhibit'}. Wait for it, or cancel it first.`,
    { detail: { acquisitionId: open.id } },
  );
}

function sourceOf(machine: Machine, disk: ChosenDisk): EvidenceSource & { readonly disk: ChosenDisk } {
  const { disks: _, ...rest } = machine;
  return { machine: rest, disk };
}
