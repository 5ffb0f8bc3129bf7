import { actorLabel, type WorkerActor } from '../../custody/actor.ts';
import { CustodyError, isRetryable } from '../../custody/custody-error.ts';
import type { CustodyEvent } from '../../custody/custody-event.ts';
import { tagWords } from '../../custody/hold-event-words.ts';
import type { Traced } from '../../ports/disk-snapshots.ts';
import type { GuardActRecord } from '../../ports/guard-state.ts';
import type { ContainerGuard } from '../../ports/locker-policies.ts';
import { incidentEvent } from '../incident/incident-event.ts';
import { recordedOnce } from '../recorded-once.ts';
import { tellWatch } from '../tell-watch.ts';
import type { HoldContext } from './hold-context.ts';

const mayRecord = ['hold.placed', 'retention.extended', 'hold.act-failed'] as const;

/**
 * Does in Azure what a person asked for and records what Azure then says. Safe to repeat: a worker that died in between
 * left the hold or the days there, and they are found as asked. Rejects for what another attempt may mend; anything else
 * ends the act and is told to who asked.
 */
export async function carryOutAct(context: HoldContext, actId: string, signal: AbortSignal): Promise<void> {
  const act = await context.register.look.guardAct(actId);
  if (act === null || act.state !== 'waiting') return;
  try {
    await recordDone(context, act, await change(context, act, signal));
  } catch (error) {
    if (!(error instanceof CustodyError) || isRetryable(error.code) || signal.aborted) throw error;
    await recordFailed(context, act, error.message);
  }
}

async function change(
  { policies, locker }: HoldContext,
  act: GuardActRecord,
  signal: AbortSignal,
): Promise<Traced<ContainerGuard>> {
  switch (act.kind) {
    case 'place-hold': {
      // A hold may come before the first evidence: the container then waits for it, held.
      await locker.ensureContainer(act.container, signal);
      const placed = await policies.placeHold(act.container, [act.tag ?? ''], signal);
      if (placed.value.hold.some(({ tag }) => tag === act.tag)) return placed;
      throw new CustodyError('cloud-unavailable', `Azure does not report the hold ${act.tag} yet.`);
    }
    case 'extend-retention':
      return await policies.extendRetention(act.container, act.days ?? 0, signal);
    case 'clear-hold':
      throw new CustodyError('forbidden', 'No identity of Holdfast clears a hold: a controller does.');
  }
}

async function recordDone(
  { register, worker }: HoldContext,
  act: GuardActRecord,
  { value, azure }: Traced<ContainerGuard>,
): Promise<void> {
  await recordedOnce(() =>
    register.record(custodian(worker, act), mayRecord, async (desk) => {
      if (!(await desk.finishGuardAct(act.id, 'done', null))) throw ended();
      const ids = azure.flatMap(({ correlationId }) => (correlationId === null ? [] : [correlationId]));
      const title = act.kind === 'place-hold' ? `The hold ${act.tag} stands` : 'The retention is extended';
      await desk.notify({ ...noteOf(act), personObjectId: act.actor.objectId, level: 'info', title });
      await desk.clearAlarm(noteOf(act).key);
      return { events: [doneEvent(act, value, ids)], result: undefined };
    }),
  );
}

function doneEvent(
  act: GuardActRecord,
  guard: ContainerGuard,
  correlationIds: readonly string[],
): CustodyEvent<(typeof mayRecord)[number]> {
  const about = { actId: act.id, container: act.container, readAt: guard.readAt, correlationIds };
  if (act.kind === 'extend-retention')
    return incidentEvent('retention.extended', act.incidentId, act.reason, {
      ...about,
      days: guard.policy?.days ?? 0,
      extensionsLeft: guard.policy?.extensionsLeft ?? null,
    });
  return incidentEvent('hold.placed', act.incidentId, act.reason, {
    ...about,
    tag: act.tag ?? '',
    caseReference: act.caseReference ?? '',
    tags: guard.hold.map(({ tag }) => tag),
  });
}

async function recordFailed({ register, worker }: HoldContext, act: GuardActRecord, problem: string) {
  await recordedOnce(() =>
    register.record(custodian(worker, act), mayRecord, async (desk) => {
      if (!(await desk.finishGuardAct(act.id, 'failed', problem))) throw ended();
      const { id: actId, container, kind, tag, days } = act;
      const guard = await desk.guardOf(act.incidentId);
      const what = kind === 'place-hold' ? tagWords([tag ?? '']) : 'a longer retention';
      const title = `${guard?.incidentNumber ?? container}: ${what}, asked for by ${actorLabel(act.actor)}, could not be set`;
      await tellWatch(
        desk,
        { ...noteOf(act), level: 'error', title, words: problem, incidentId: act.incidentId },
        guard?.audience ?? null,
        [act.actor.objectId],
      );
      const detail = { actId, container, act: kind, tag, days, problem };
      return {
        events: [incidentEvent('hold.act-failed', act.incidentId, act.reason, detail)],
        result: undefined,
      };
    }),
  );
}

/** The same for every attempt at the same thing, so that a later one that succeeds ends the alarm of one that did not. */
function noteOf({ incidentId, tag }: GuardActRecord) {
  return { key: `hold-act:${incidentId}:${tag ?? 'retention'}`, href: `/incidents/${incidentId}?tab=holds` };
}

function custodian({ id, address }: HoldContext['worker'], { actor }: GuardActRecord): WorkerActor {
  const { objectId, userPrincipalName, displayName } = actor;
  return {
    kind: 'worker',
    workerId: id,
    address,
    identity: 'custodian',
    onBehalfOf: { objectId, userPrincipalName, displayName },
  };
}

function ended(): CustodyError {
  return new CustodyError('conflict', 'Another worker ended this act.');
}
